import type { IncomingMessage } from "node:http";

/** What a token request presents, in whichever of P21's forms it came. */
export interface TokenRequest {
  /** A consumer key, as `ClientSecret`, `consumer_key` or `appkey`. */
  readonly key: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/**
 * Reads the v2 form: a JSON object whose members are found whatever their letter case (observed clients send `username`
 * and `UserName`). `Scope` is ignored, as P21 does (observed).
 * @returns undefined where the body is no such object
 */
export function readTokenBody(body: Buffer): TokenRequest | undefined {
  const members = jsonObject(body);
  if (members === undefined) return undefined;
  const text = (name: string): string | undefined => {
    const found = Object.entries(members).find(([key]) => key.toLowerCase() === name)?.[1];
    return typeof found === "string" && found !== "" ? found : undefined;
  };
  return { key: text("clientsecret"), username: text("username"), password: text("password") };
}

/** Reads the v1 forms: headers `username` and `password`, `consumer_key`, or `appkey` (observed in clients). */
export function readTokenHeaders(request: IncomingMessage): TokenRequest {
  const text = (name: string): string | undefined => {
    const value = request.headers[name];
    // Node hands header bytes over as Latin-1; clients send names and passwords in UTF-8.
    return typeof value === "string" && value !== "" ? Buffer.from(value, "latin1").toString("utf8") : undefined;
  };
  return { key: text("consumer_key") ?? text("appkey"), username: text("username"), password: text("password") };
}

function jsonObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : undefined;
  } catch {
    return undefined;
  }
}
