type Sqlite = typeof import("node:sqlite");

/**
 * Loads `node:sqlite` without its notice. Node 22 announces the module as experimental on stderr at first load, which tells
 * the person who runs a gateway nothing to act on; Node 24 no longer does. `process.emitWarning` stands aside for exactly
 * this synchronous load, lets every other warning through, and is put back, so nothing else in the process notices.
 */
export function loadSqlite(): Sqlite {
  const before = Object.getOwnPropertyDescriptor(process, "emitWarning");
  if (before === undefined) return process.getBuiltinModule("node:sqlite");
  const pass = process.emitWarning.bind(process);
  const value = (warning: string | Error, ...rest: readonly unknown[]): void => {
    if (!String(warning).startsWith("SQLite is an experimental feature"))
      Reflect.apply(pass, process, [warning, ...rest]);
  };
  Object.defineProperty(process, "emitWarning", { ...before, value });
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    Object.defineProperty(process, "emitWarning", before);
  }
}
