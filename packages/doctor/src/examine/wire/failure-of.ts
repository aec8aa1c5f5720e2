import type { WireFailure } from "./sent.ts";

/**
 * What a socket, TLS or fetch error says, by its code: its own words may quote what was being sent. Happy Eyeballs gathers one
 * error for each address, and fetch wraps the system's.
 */
export function failureOf(error: unknown): WireFailure {
  const found = coded(error);
  if (found !== undefined) return { code: found.code, message: isPlain(found) ? found.message : found.code };
  const isTimeout = error instanceof Error && error.name === "TimeoutError";
  return isTimeout
    ? { code: "ETIMEDOUT", message: "no answer in time" }
    : { code: "UNKNOWN", message: error instanceof Error ? error.name : typeof error };
}

interface Coded {
  readonly code: string;
  readonly message: string;
}

function coded(error: unknown, depth = 0): Coded | undefined {
  if (typeof error !== "object" || error === null || depth > 5) return undefined;
  const { code, message, cause, errors } = error as Record<string, unknown>;
  const inner = Array.isArray(errors) ? errors.map((each) => coded(each, depth + 1)).find(Boolean) : undefined;
  if (inner !== undefined) return inner;
  if (typeof code === "string") return { code, message: typeof message === "string" ? message : code };
  return coded(cause, depth + 1);
}

/** Errors of the resolver, of sockets and of OpenSSL name hosts and reasons; others may quote headers or addresses. */
function isPlain({ code }: Coded): boolean {
  return (
    /^(?:E[A-Z_]+|CERT_|UNABLE_|DEPTH_|SELF_|ERR_SSL_|ERR_TLS_|HPE_)/.test(code) && !/^ERR_(?:INVALID|HTTP)/.test(code)
  );
}
