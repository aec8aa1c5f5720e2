/** One thing wrong with a configuration file. */
export interface ConfigFault {
  /** `gateway.listen.port`; empty for what concerns the whole file. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  readonly message: string;
  /** The next step. */
  readonly fix: string;
}

const BRAND = Symbol.for("erpgate.ConfigError");

/** A configuration file cannot be used. Lists everything that is wrong with it, each with its line, and no secret. */
export class ConfigError extends Error {
  readonly code = "CONFIG_INVALID";
  readonly file: string;
  readonly faults: readonly ConfigFault[];

  constructor(file: string, faults: readonly ConfigFault[], options: { cause?: unknown } = {}) {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    const lines = faults.map((fault) => printFault(file, fault));
    super([`${file} cannot be used, it has ${count}:`, ...lines].join("\n  "), options);
    this.name = "ConfigError";
    this.file = file;
    this.faults = faults;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Works across copies of this package, where `instanceof` does not. */
  static is(value: unknown): value is ConfigError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** `file:line:column path: message. fix`, a form in which editors and terminals make the place clickable. */
export function printFault(file: string, { path, line, column, message, fix }: ConfigFault): string {
  const where = path === "" ? `${file}:${line}:${column}` : `${file}:${line}:${column} ${path}`;
  return `${where}: ${message}. ${fix}`;
}
