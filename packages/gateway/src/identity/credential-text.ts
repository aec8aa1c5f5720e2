import type { IncomingMessage } from "node:http";

/**
 * What a caller shows, as one text: the token's own, whatever stands before it and in whichever header, or else its certificate's
 * fingerprint. Two calls with the same text are of the same caller.
 */
export function credentialText({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">): string {
  const { authorization, "x-api-key": apiKey } = headers;
  const text = authorization ?? (typeof apiKey === "string" ? apiKey : undefined);
  if (text !== undefined) return text.slice(text.lastIndexOf(" ") + 1);
  return `certificate ${fingerprint(socket)}`;
}

function fingerprint(socket: IncomingMessage["socket"]): string {
  if (!("getPeerCertificate" in socket) || typeof socket.getPeerCertificate !== "function") return "";
  const { fingerprint256 } = socket.getPeerCertificate() as { readonly fingerprint256?: string };
  return fingerprint256 ?? "";
}
