import type { Connection } from "@erpgate/client";

/** The headers that let a call in, made ready to be sent. */
export interface Injection {
  /** The very object that the connection gave: it says which token was used, should the ERP refuse it. */
  readonly held: Readonly<Record<string, string>>;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

/** One login at one ERP. The headers are made ready once for each token, not for each call. */
export class Outlet {
  readonly connection: Connection;
  readonly #contextHeaders: ReadonlySet<string>;
  #injection: Injection | undefined;

  /** @param contextHeaders lower-case names that the dialect writes for each call */
  constructor(connection: Connection, contextHeaders: ReadonlySet<string>) {
    this.connection = connection;
    this.#contextHeaders = contextHeaders;
  }

  /** What to inject while the token in hand is valid; undefined when {@link obtain} must be awaited. */
  held(): Injection | undefined {
    const held = this.connection.heldHeaders();
    return held === undefined ? undefined : this.#ready(held);
  }

  /** Waits for a token if need be. @throws ErpgateError when there is none to be had */
  async obtain(signal: AbortSignal): Promise<Injection> {
    return this.#ready(await this.connection.headers({ signal }));
  }

  #ready(held: Readonly<Record<string, string>>): Injection {
    if (this.#injection?.held !== held) this.#injection = readyInjection(held, this.#contextHeaders);
    return this.#injection;
  }
}

function readyInjection(held: Readonly<Record<string, string>>, contextHeaders: ReadonlySet<string>): Injection {
  // Accept is the caller's affair, also when it sends none: both ERPs then answer in a form of their own choosing, and a
  // program written for that must find it here as well.
  const injected = Object.entries(held).filter(([name]) => name !== "accept" && !contextHeaders.has(name));
  return { held, headers: injected.flat() };
}
