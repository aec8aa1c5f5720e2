// By polling, as certificates are: a mounted configuration changes by a renamed link, which no watch on the file itself reports.
const POLL_MS = 1000;

/**
 * Calls `changed` when the file is another than at the moment of this call; not while it is gone, as it is for a moment when an
 * editor saves. Node's own `watchFile` compares with what it finds a little later, and a change until then would stay unseen.
 */
export function watchConfig(file: string, changed: () => void): Disposable {
  let seen = stateOf(file);
  const look = (): void => {
    const now = stateOf(file);
    if (now === undefined || now === seen) return;
    seen = now;
    changed();
  };
  const timer = setInterval(look, POLL_MS).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** What tells one content from the next; undefined where the file cannot be looked at. */
function stateOf(file: string): string | undefined {
  const { statSync } = process.getBuiltinModule("node:fs");
  try {
    const { mtimeMs, ino, size } = statSync(file);
    return `${String(mtimeMs)} ${String(ino)} ${String(size)}`;
  } catch {
    return undefined;
  }
}
