import type { TlsFaultKind } from "./certificates/create-tls-material.ts";
import type { SystemName } from "./system-name.ts";

/** What can be made to go wrong. From `reset` on it happens below HTTP, and exists on the socket form only. */
export type FaultKind =
  | "server-error"
  | "html-answer"
  | "license-exhausted"
  | "conversions-pending"
  | "token-revoked"
  | "unexpected-window"
  | "aadsts"
  | "throttled"
  | "slow-down"
  | "iis-page"
  | "reset"
  | "close"
  | "silence"
  | "slow-body"
  | TlsFaultKind;

/** Which requests a fault is for: all of them, those to a token address, or those to anything else. */
export type FaultTarget = "all" | "token" | "api";

export interface FaultOptions {
  readonly system: SystemName;
  /**
   * `server-error`: a 500, 502, 503 or 504 as the server or a proxy in front writes it. `html-answer`: a page instead of an answer,
   * status 200 unless `status` says otherwise. `license-exhausted` (Kinetic): the licence pool is empty. `conversions-pending`
   * (Kinetic): the server is not ready after an upgrade. `token-revoked`: every token issued so far stops working, at once, or
   * with `next` when each of the next n requests with a token arrives. `unexpected-window`
   * (P21): a pooled session was left with a dialog open, and a Transaction runs into it. `aadsts` (Entra ID): the error of the number in `code`. `throttled` (Entra ID): 429 with Retry-After. `slow-down` (Entra ID): a
   * device that polls is told to slow down. `reset`: the connection is cut. `close`: it ends without an answer.
   * `silence`: no answer ever comes. `slow-body`: the body comes in pieces. `iis-page`: IIS answers, before the ERP has seen the request.
   * `tls-…` (startEmulator with `tls`): how the connections that are made from now on speak TLS; `next` counts connections.
   */
  readonly kind: FaultKind;
  /** For how many matching requests; without it, until the fault is disposed. */
  readonly next?: number;
  /** @default "all" */
  readonly on?: FaultTarget;
  /** Only requests whose path contains this text. */
  readonly path?: string;
  /** For `server-error` (500, 502, 503, 504; default 500), `iis-page` (401, 403, 404, 413, 500, 502, 503; default 503) and `html-answer` (any; default 200). */
  readonly status?: number;
  /** For `aadsts` and `throttled`: the AADSTS number to answer with. */
  readonly code?: number;
  /** For `aadsts` and `throttled`: in place of what the number usually brings. */
  readonly suberror?: string;
  /** For `aadsts`: the claims challenge, a JSON text. */
  readonly claims?: string;
  /** For `aadsts`, `throttled` and `server-error`: seconds in `Retry-After`; 60 for `throttled` unless given. */
  readonly retryAfterSeconds?: number;
  /** For `slow-body`: milliseconds between pieces, default 50. */
  readonly pieceDelayMs?: number;
}

/** A fault that was set. Dispose it to end it; tokens it revoked stay revoked. */
export interface Fault extends Disposable {
  readonly options: FaultOptions;
  /** How many requests met it so far: a fault that nobody met is a test that proves nothing. */
  readonly met: number;
  readonly active: boolean;
}

/** The emulator's faults that are in force. */
export interface FaultBoard {
  readonly faults: readonly Fault[];
  add(options: FaultOptions): Fault;
  /** A fault that has already happened, such as a revocation: it is on the record, and meets nobody any more. */
  addSpent(options: FaultOptions): Fault;
  /** The oldest active fault of these kinds that fits the request, counted as met once. */
  take(request: FaultRequest, kinds: readonly FaultKind[]): FaultOptions | undefined;
}

export interface FaultRequest {
  readonly system: SystemName;
  readonly path: string;
  readonly isTokenRequest: boolean;
  readonly hasBearer: boolean;
}

export function createFaultBoard(): FaultBoard {
  const faults: ActiveFault[] = [];
  const add = (options: FaultOptions): ActiveFault => {
    const fault = createFault(options);
    faults.push(fault);
    return fault;
  };
  return {
    faults,
    add,
    addSpent: (options) => {
      const fault = add({ ...options, next: 1 });
      fault.meet();
      return fault;
    },
    take: (request, kinds) =>
      faults
        .find((fault) => fault.active && kinds.includes(fault.options.kind) && fits(fault.options, request))
        ?.meet(),
  };
}

interface ActiveFault extends Fault {
  meet(): FaultOptions;
}

function createFault(options: FaultOptions): ActiveFault {
  let met = 0;
  let disposed = false;
  return {
    options: Object.freeze({ ...options }),
    get met(): number {
      return met;
    },
    get active(): boolean {
      return !disposed && met < (options.next ?? Infinity);
    },
    meet: () => {
      met += 1;
      return options;
    },
    [Symbol.dispose]: () => {
      disposed = true;
    },
  };
}

function fits(fault: FaultOptions, request: FaultRequest): boolean {
  if (fault.system !== request.system) return false;
  if (fault.on === "token" && !request.isTokenRequest) return false;
  if (fault.on === "api" && request.isTokenRequest) return false;
  // There is nothing to revoke where no token is presented.
  if (fault.kind === "token-revoked" && !request.hasBearer) return false;
  return fault.path === undefined || request.path.includes(fault.path);
}
