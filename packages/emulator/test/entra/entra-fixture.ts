import assert from "node:assert/strict";
import { createEmulator, type Emulator, type EmulatorOptions, type EntraEmulatorOptions } from "../../src/index.ts";
import { claimsOf, member, NOON } from "../fixture.ts";

/** An emulator for Entra's tests: a standing clock, and what the test gives. */
export function entraWith(entra: EntraEmulatorOptions = {}, rest: Omit<EmulatorOptions, "entra"> = {}): Emulator {
  return createEmulator({ runtime: { now: () => NOON }, ...rest, entra });
}

export interface EntraReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly text: string;
}

/** A POST to an endpoint of the first tenant, `token` of v2.0 unless told otherwise. */
export async function post(
  { entra }: Emulator,
  form: Readonly<Record<string, string>>,
  { path = "oauth2/v2.0/token", tenant = entra.tenant.id, headers = {} }: Partial<PostOptions> = {},
): Promise<EntraReply> {
  const url = `${entra.url}/${tenant}/${path}`;
  const response = await entra.fetch(
    new Request(url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(form).toString(),
    }),
  );
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

interface PostOptions {
  readonly path: string;
  readonly tenant: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The members that a client credentials request of an application needs. */
export function clientCredentials(emulator: Emulator, name = "integration"): Readonly<Record<string, string>> {
  const { clientId, secret = "" } = emulator.entra.app(name);
  return { grant_type: "client_credentials", client_id: clientId, client_secret: secret, scope: KINETIC };
}

export const KINETIC = "api://epicor-kinetic/.default";
export const ALL_SCOPES: string = `openid profile offline_access ${KINETIC}`;

/** The address that an application sends its user to. */
export function authorizeUrl(
  { entra }: Emulator,
  app: string,
  redirectUri: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({
    client_id: entra.app(app).clientId,
    response_type: "code",
    redirect_uri: redirectUri,
    scope: ALL_SCOPES,
    state: "a state",
    ...more,
  });
  return `${entra.authority}/oauth2/v2.0/authorize?${query.toString()}`;
}

/** Signs a user in for the application `desktop` and redeems the code: the answer's members. */
export async function desktopTokens(emulator: Emulator, username?: string): Promise<Readonly<Record<string, unknown>>> {
  const redirectUri = "http://localhost:4711/";
  const { parameters } = emulator.entra.signIn(authorizeUrl(emulator, "desktop", redirectUri), username);
  const { status, body, text } = await post(emulator, {
    grant_type: "authorization_code",
    client_id: emulator.entra.app("desktop").clientId,
    redirect_uri: redirectUri,
    code: parameters["code"] ?? "",
  });
  assert.equal(status, 200, text);
  return body as Readonly<Record<string, unknown>>;
}

/** The AADSTS number of a refusal, held against its text. */
export function aadsts({ body, text }: EntraReply): number {
  const [code] = member(body, "error_codes") as readonly number[];
  assert.ok(String(member(body, "error_description")).startsWith(`AADSTS${code}: `), text);
  return code ?? 0;
}

/** The claims of the access token in an answer. */
export function accessClaims(body: unknown): Readonly<Record<string, unknown>> {
  return claimsOf(member(body, "access_token"));
}
