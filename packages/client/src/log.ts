import type { ErpgateErrorCode } from "./error-code.ts";

/**
 * What a connection tells its `log` hook. Paths are redacted, and no member holds a credential, a header value or a body.
 * Times are durations in milliseconds or epoch milliseconds, as their names say.
 */
export type LogEvent =
  | {
      readonly event: "token-obtained";
      readonly durationMs: number;
      readonly expiresAtMs: number | undefined;
      readonly from: "issuer" | "store";
    }
  | {
      readonly event: "token-failed";
      /** Where another process was refused, which holds for all who share its store: nothing was asked for. */
      readonly from?: "store";
      readonly code: ErpgateErrorCode;
      readonly durationMs: number;
      readonly nextTryAtMs: number;
    }
  | { readonly event: "token-refused"; readonly repaired: boolean }
  | { readonly event: "token-store-failed"; readonly action: "read" | "write" | "remove" | "lock" }
  /** A session (P21's Interactive, Kinetic's) could not be ended: the server ends it by itself after a while. */
  | { readonly event: "session-left"; readonly code: ErpgateErrorCode }
  /**
   * A connection was opened whose certificate was not checked as it should be. `unverified`: any is accepted.
   * `weak-fingerprint`: one is recognised by SHA-1 or MD5, which can be forged.
   */
  | {
      readonly event: "tls-weakened";
      readonly host: string;
      readonly reason: "unverified" | "weak-fingerprint";
    }
  | { readonly event: "clock-skew"; readonly skewMs: number }
  | {
      readonly event: "call";
      readonly method: string;
      readonly path: string;
      readonly status: number;
      readonly durationMs: number;
    }
  | {
      readonly event: "call-failed";
      readonly method: string;
      readonly path: string;
      readonly code: ErpgateErrorCode;
      readonly durationMs: number;
    }
  | {
      readonly event: "call-retried";
      readonly method: string;
      readonly path: string;
      readonly reason: ErpgateErrorCode;
      readonly delayMs: number;
    };

/** A caller's log hook. */
export type Log = (event: LogEvent) => void;

/** A hook that throws must not turn a call that worked into one that failed. */
export function safeLog(log: Log | undefined): Log | undefined {
  if (!log) return undefined;
  return (event) => {
    try {
      log(event);
    } catch {
      // The hook's fault is the hook's: there is nowhere left to report it.
    }
  };
}
