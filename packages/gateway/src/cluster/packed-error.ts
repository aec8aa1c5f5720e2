import { ErpgateError, type ErpgateErrorCode } from "@erpgate/client";
import { ReloadError, type ReloadErrorCode } from "../reload/reload-error.ts";
import { StoreError, type StoreErrorCode, type Problem } from "../store/store-error.ts";

/** An error on its way to another process. */
export interface PackedError {
  readonly kind: "store" | "erpgate" | "reload" | "other";
  readonly code: string;
  readonly message: string;
  readonly problems?: readonly Problem[];
  readonly fix?: string;
  readonly options?: readonly string[];
  /** Port and code of a refusal to listen, for whoever names the option. */
  readonly cause?: { readonly code: string; readonly port: number | undefined; readonly message: string };
}

export function packError(error: unknown): PackedError {
  if (StoreError.is(error))
    return { kind: "store", code: error.code, message: error.message, problems: error.problems };
  if (error instanceof ReloadError) {
    const { code, message, fix, options } = error;
    return { kind: "reload", code, message, fix, options };
  }
  const cause = causeOf(error);
  const more = cause === undefined ? {} : { cause };
  if (ErpgateError.is(error)) return { kind: "erpgate", code: error.code, message: error.message, ...more };
  // The runtime's own messages may quote what they were given.
  return { kind: "other", code: error instanceof Error ? error.name : "unknown", message: "A process of ours failed." };
}

function causeOf(error: unknown): PackedError["cause"] {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error && "code" in cause)) return undefined;
  const port = "port" in cause && typeof cause.port === "number" ? cause.port : undefined;
  return { code: String(cause.code), port, message: cause.message };
}

export function unpackError(packed: PackedError): Error {
  const { kind, code, message, problems = [], fix = "", options = [], cause } = packed;
  switch (kind) {
    case "store":
      return new StoreError(code as StoreErrorCode, message, { problems });
    case "reload":
      return new ReloadError(code as ReloadErrorCode, message, fix, { options });
    case "erpgate": {
      const details = cause === undefined ? {} : { cause: Object.assign(new Error(cause.message), cause) };
      return new ErpgateError(code as ErpgateErrorCode, message, details);
    }
    case "other":
      return Object.assign(new Error(message), { code });
  }
}
