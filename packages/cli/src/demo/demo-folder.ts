/** A folder for the demo's store and keys that is gone when the process is, whichever way it ends. */
export function demoFolder(): { readonly path: string } & Disposable {
  const { mkdtempSync, rmSync } = process.getBuiltinModule("node:fs");
  const { tmpdir } = process.getBuiltinModule("node:os");
  const paths = process.getBuiltinModule("node:path");
  const path = mkdtempSync(paths.join(tmpdir(), "erpgate-demo-"));
  // maxRetries: Windows refuses to delete a file that a scanner still looks at.
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  return {
    path,
    [Symbol.dispose]: () => {
      remove();
      process.off("exit", remove);
    },
  };
}
