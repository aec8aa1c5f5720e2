import { type Connection, ErpgateError, type ErpgateErrorCode, type Failure } from "@erpgate/client";

import type { Reason } from "../reason.ts";
import { LoginRest } from "./login-rest.ts";

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
  /** "The ERP let a call in." */
  accepted?(): void;
  /** "The ERP refused the login itself": there is no other token to be had for it. */
  loginRefused?(failure: Pick<Failure, "code" | "tokenAtFault">): void;
  /** What to tell the caller when the ERP refused the token for good. */
  readonly refusal: Reason;
  /** Where the login is the caller's own: what to tell it when {@link obtain} failed by its doing; undefined: that is not its doing. */
  readonly faultOfCaller?: (error: unknown) => Promise<CallerFault | undefined>;
}

export interface CallerFault {
  readonly reason: Reason;
  /** The `WWW-Authenticate` that says what the caller has to ask for. */
  readonly challenge: string | undefined;
}

/**
 * What to tell the caller when the ERP refused a login for good. Where it is the caller's own, the gateway's part of it (its API
 * key) may still be what was refused.
 */
export function loginRefusal({ refusal, faultOfCaller }: TokenOutlet, tokenAtFault: boolean): Reason {
  return faultOfCaller === undefined || tokenAtFault ? refusal : "upstream.login-refused";
}

/**
 * So long after a refusal that a call was let in says nothing: it may have gone out before, and others may be refused with the token that was
 * obtained since. Told at once, the connection would take every refusal for the first one and ask for a token each time.
 */
const DOUBT_MS = 1000;

/** What is said of a password that goes with every call: by Kinetic's `basic` alone. */
const SENT_WITH_EACH_CALL: ErpgateErrorCode = "KINETIC_CREDENTIALS_INVALID";

/** One login at one ERP. The headers are made ready once for each token, not for each call. */
export class Outlet implements TokenOutlet {
  readonly refusal: Reason;
  readonly faultOfCaller?: NonNullable<TokenOutlet["faultOfCaller"]>;
  readonly connection: Connection;
  readonly #contextHeaders: ReadonlySet<string>;
  #injection: Injection | undefined;
  #frozen: Injection | undefined;
  /** Of the monotonic clock; undefined: no token was refused since a call was let in. */
  #refusedAtMs: number | undefined;

  readonly #now: () => number;
  /** Undefined: a call was let in since the login was refused, or it never was. */
  #rest: LoginRest | undefined;

  /**
   * @param contextHeaders lower-case names that the dialect writes for each call
   * @param now milliseconds of the monotonic clock
   * @param told what callers are told when it fails
   */
  constructor(
    connection: Connection,
    contextHeaders: ReadonlySet<string>,
    now: () => number = () => performance.now(),
    told: Pick<TokenOutlet, "refusal" | "faultOfCaller"> = { refusal: "upstream.login-refused" },
  ) {
    this.connection = connection;
    this.#now = now;
    this.#contextHeaders = contextHeaders;
    this.refusal = told.refusal;
    if (told.faultOfCaller !== undefined) this.faultOfCaller = told.faultOfCaller;
  }

  held(): Injection | undefined {
    if (this.#rest !== undefined) return undefined;
    if (this.#frozen !== undefined) return this.#frozen;
    const held = this.connection.heldHeaders();
    return held === undefined ? undefined : this.#ready(held);
  }

  async obtain(signal: AbortSignal): Promise<Injection> {
    const refusal = this.#rest?.take();
    if (refusal !== undefined) throw refusal;
    return this.#frozen ?? this.#ready(await this.connection.headers({ signal }));
  }

  refused(injection: Injection): boolean {
    // A frozen token that the ERP refuses is of no use to what it was frozen for, either.
    if (this.#frozen === injection) this.#frozen = undefined;
    // Dropped only if it is still the current one: another call may have renewed it meanwhile.
    this.connection.refused(injection.held);
    this.#refusedAtMs = this.#now();
    return true;
  }

  loginRefused({ code, tokenAtFault }: Pick<Failure, "code" | "tokenAtFault">): void {
    if (tokenAtFault || code !== SENT_WITH_EACH_CALL) return;
    if (this.#rest !== undefined) return this.#rest.refusedAgain();
    const message = "the ERP refused name and password; they are not sent again at once";
    this.#rest = new LoginRest(this.#now, new ErpgateError(code, message, { status: 401 }));
  }

  accepted(): void {
    this.#rest = undefined;
    if (this.#refusedAtMs === undefined || this.#now() - this.#refusedAtMs < DOUBT_MS) return;
    this.#refusedAtMs = undefined;
    this.connection.accepted();
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
