import type { TLSSocket } from "node:tls";

/** Node's word for what is wrong with the certificate of a finished handshake; undefined where it is trusted. */
export function problemOf(socket: TLSSocket): string | undefined {
  if (socket.authorized) return undefined;
  // Node gives an Error or its code; typed as the former.
  const error = socket.authorizationError as { readonly code?: string } | string | undefined;
  return typeof error === "object" ? (error.code ?? "UNKNOWN") : String(error);
}
