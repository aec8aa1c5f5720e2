/** `--ready-file` names a place that cannot be written. */
class ReadyFileError extends Error {
  override readonly name = "ReadyFileError";
  readonly code = "READY_FILE_UNWRITABLE";
  readonly fix = "Name a file in a folder that exists and that this user may write to.";

  constructor(file: string, cause: NodeJS.ErrnoException) {
    super(`--ready-file ${file} cannot be written (${cause.code ?? cause.name})`, { cause });
  }
}

/**
 * Writes the ready line to a file that others wait for: complete the moment it appears, and gone when the process stops.
 * @throws ReadyFileError naming the file and the reason
 */
export function writeReadyFile(file: string, document: unknown): Disposable {
  const { rmSync } = process.getBuiltinModule("node:fs");
  writeWhole(file, `${JSON.stringify(document)}\n`);
  const remove = (): void => rmSync(file, { force: true });
  // Also when the process ends without unwinding, as a second Ctrl-C does.
  process.once("exit", remove);
  return {
    [Symbol.dispose]: () => {
      remove();
      process.off("exit", remove);
    },
  };
}

function writeWhole(file: string, text: string): void {
  const { renameSync, writeFileSync } = process.getBuiltinModule("node:fs");
  const unfinished = `${file}.${String(process.pid)}`;
  try {
    writeFileSync(unfinished, text, { mode: 0o600 });
    renameSync(unfinished, file);
  } catch (error) {
    throw new ReadyFileError(file, error as NodeJS.ErrnoException);
  }
}
