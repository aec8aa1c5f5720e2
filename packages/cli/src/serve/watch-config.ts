import type { StatsListener } from "node:fs";

// By polling, as certificates are: a mounted configuration changes by a renamed link, which no watch on the file itself reports.
const POLL_MS = 1000;

/** Calls `changed` when the file is another than before; not while it is gone, as it is for a moment when an editor saves. */
export function watchConfig(file: string, changed: () => void): Disposable {
  const { unwatchFile, watchFile } = process.getBuiltinModule("node:fs");
  const onChange: StatsListener = (now, before) => {
    const isThere = now.nlink > 0;
    if (isThere && (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino || now.size !== before.size)) changed();
  };
  watchFile(file, { interval: POLL_MS, persistent: false }, onChange);
  return { [Symbol.dispose]: () => unwatchFile(file, onChange) };
}
