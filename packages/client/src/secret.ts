const BRAND = Symbol.for("erpgate.secret");
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * A secret that does not show itself: it prints as `[redacted]` in JSON, in `console.log`, in templates and in string
 * concatenation. Only `reveal()` gives the text, so a reader finds every place where it leaves by searching for that word.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secret itself. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "[redacted]";
  }

  toJSON(): string {
    return "[redacted]";
  }

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true });
    Object.defineProperty(this.prototype, INSPECT, { value: () => "[redacted]" });
  }

  /** Whether a value is a Secret, also one made by another copy of this package. */
  static is(value: unknown): value is Secret {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/**
 * Where a secret is asked for, plain text will do, or a {@link Secret}. Options also take `undefined` by type, so that
 * `process.env.NAME` can be written as it is; `connect` refuses it with the option's name.
 */
export type SecretText = string | Secret;

/** The text of a {@link SecretText}; empty for none. */
export function revealed(secret: SecretText | undefined): string {
  return typeof secret === "string" ? secret : (secret?.reveal() ?? "");
}
