import type { Connection } from "@erpgate/client";
import type { Reason } from "../reason.ts";

/** The headers that let a call in, made ready to be sent. */
export interface Injection {
  /** The very object that the connection gave: it says which token was used, should the ERP refuse it. */
  readonly held: Readonly<Record<string, string>>;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

/** Where a call takes its token from. */
export interface TokenOutlet {
  /** What to inject while the token in hand is valid; undefined when {@link obtain} must be awaited. */
  held(): Injection | undefined;
  /** Waits for a token if need be. @throws ErpgateError when there is none to be had */
  obtain(signal: AbortSignal): Promise<Injection>;
  /** "The ERP refused this token." @returns whether the call may be made again with another */
  refused(injection: Injection): boolean;
  /** What to tell the caller when the ERP refused the token for good. */
  readonly refusal: Reason;
}

/** One login at one ERP. The headers are made ready once for each token, not for each call. */
export class Outlet implements TokenOutlet {
  readonly refusal = "upstream.login-refused";
  readonly connection: Connection;
  readonly #contextHeaders: ReadonlySet<string>;
  #injection: Injection | undefined;
  #frozen: Injection | undefined;

  /** @param contextHeaders lower-case names that the dialect writes for each call */
  constructor(connection: Connection, contextHeaders: ReadonlySet<string>) {
    this.connection = connection;
    this.#contextHeaders = contextHeaders;
  }

  held(): Injection | undefined {
    if (this.#frozen !== undefined) return this.#frozen;
    const held = this.connection.heldHeaders();
    return held === undefined ? undefined : this.#ready(held);
  }

  async obtain(signal: AbortSignal): Promise<Injection> {
    return this.#frozen ?? this.#ready(await this.connection.headers({ signal }));
  }

  refused(injection: Injection): boolean {
    // A frozen token that the ERP refuses is of no use to what it was frozen for, either.
    if (this.#frozen === injection) this.#frozen = undefined;
    // Dropped only if it is still the current one: another call may have renewed it meanwhile.
    this.connection.refused(injection.held);
    return true;
  }

  /** Keeps the token as it is, past its renewal and to its end, for what would not outlive another. */
  async freeze(signal: AbortSignal): Promise<Injection> {
    this.#frozen = await this.obtain(signal);
    return this.#frozen;
  }

  thaw(): void {
    this.#frozen = undefined;
  }

  #ready(held: Readonly<Record<string, string>>): Injection {
    if (this.#injection?.held !== held) this.#injection = readyInjection(held, this.#contextHeaders);
    return this.#injection;
  }
}

export function readyInjection(held: Readonly<Record<string, string>>, contextHeaders: ReadonlySet<string>): Injection {
  // Accept is the caller's affair, also when it sends none: both ERPs then answer in a form of their own choosing, and a
  // program written for that must find it here as well.
  const injected = Object.entries(held).filter(([name]) => name !== "accept" && !contextHeaders.has(name));
  return { held, headers: injected.flat() };
}
