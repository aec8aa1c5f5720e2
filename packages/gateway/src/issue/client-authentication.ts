/** A client's id and secret, as the token endpoint was given them. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly secret: string;
}

/** `none`: no attempt was made; `invalid`: it cannot be read; `twice`: two methods at once, which RFC 6749 2.3 forbids. */
export type ClientAuthentication = ClientCredentials | "none" | "invalid" | "twice";

/**
 * Reads client_secret_basic and client_secret_post. In Basic, id and secret are form-encoded before they are joined and
 * Base64-encoded (RFC 6749 2.3.1), which many clients forget; a consumer key has no character that this would change.
 */
export function readClientAuthentication(
  authorization: string | undefined,
  form: ReadonlyMap<string, string>,
): ClientAuthentication {
  const clientId = form.get("client_id");
  const secret = form.get("client_secret");
  if (authorization !== undefined) {
    if (secret !== undefined) return "twice";
    const basic = readBasic(authorization);
    if (basic === "invalid") return basic;
    return clientId === undefined || clientId === basic.clientId ? basic : "twice";
  }
  if (clientId === undefined || secret === undefined)
    return clientId === undefined && secret === undefined ? "none" : "invalid";
  return { clientId, secret };
}

function readBasic(authorization: string): ClientCredentials | "invalid" {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization) ?? [];
  if (encoded === undefined) return "invalid";
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  const clientId = formDecoded(text.slice(0, Math.max(colon, 0)));
  const secret = formDecoded(text.slice(colon + 1));
  return colon < 1 || clientId === undefined || secret === undefined ? "invalid" : { clientId, secret };
}

function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
