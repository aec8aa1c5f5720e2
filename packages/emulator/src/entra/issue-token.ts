import { createHash } from "node:crypto";
import type { ClientProof } from "./authenticate-client.ts";
import type { EntraExchange } from "./exchange.ts";
import type { RequestedScope } from "./read-scope.ts";
import type { SigningKey } from "../signing-keys.ts";
import { signToken } from "../sign-token.ts";
import type { EntraApp, EntraTenant, SignIn } from "./state.ts";

type Claims = Readonly<Record<string, unknown>>;

/** What an access token is issued for. */
export interface TokenOrder {
  readonly app: EntraApp;
  readonly tenant: EntraTenant;
  readonly proof: ClientProof;
  readonly requested: RequestedScope;
  /** The signed-in user, and what was granted; without one the token is the application's own. */
  readonly user?: { readonly signIn: SignIn; readonly permissions: readonly string[] };
}

export interface IssuedToken {
  readonly token: string;
  readonly lifetimeSeconds: number;
}

/** 60 to 90 minutes, at random (official); with an hour taken for granted a client is wrong most of the time. */
function lifetime(random: () => number): number {
  return 3600 + Math.floor(random() * 1800);
}

/** An access token of the version that the resource accepts; the endpoint it is asked for at does not matter (official). */
export function issueAccessToken(exchange: EntraExchange, order: TokenOrder): IssuedToken {
  const { state, surroundings } = exchange;
  const lifetimeSeconds = lifetime(surroundings.random);
  const nowSeconds = Math.floor(exchange.nowMs / 1000);
  const times = { iat: nowSeconds, nbf: nowSeconds, exp: nowSeconds + lifetimeSeconds };
  const version = order.requested.resource.acceptedVersion;
  const claims = version === 1 ? version1(exchange, order, times) : version2(exchange, order, times);
  const key = state.signing.current();
  const token = signToken(version === 1 ? headOfVersion1(key) : headOf(key), claims, key);
  surroundings.countToken(order.user === undefined ? "application" : "user");
  return { token, lifetimeSeconds };
}

function headOfVersion1({ alg, kid }: SigningKey): Claims {
  return { typ: "JWT", alg, x5t: kid, kid };
}

function headOf({ alg, kid }: SigningKey): Claims {
  return { typ: "JWT", alg, kid };
}

function version1(exchange: EntraExchange, order: TokenOrder, times: Claims): Claims {
  const { app, tenant, proof, requested, user } = order;
  const signIn = user?.signIn;
  return {
    aud: requested.named,
    iss: issuerOf(exchange, tenant, 1),
    ...times,
    ...(signIn === undefined ? {} : { acr: "1", amr: methodsOf(signIn) }),
    aio: randomText(exchange, 40),
    appid: app.clientId,
    appidacr: PROOF_NUMBERS[proof],
    ...(signIn === undefined
      ? { idp: issuerOf(exchange, tenant, 1), idtyp: "app", oid: app.principalId }
      : { name: signIn.user.name, oid: signIn.user.oid }),
    ...permissionClaims(order),
    sub: subjectOf(order),
    tid: tenant.id,
    ...(signIn === undefined ? {} : { unique_name: signIn.user.username, upn: signIn.user.username }),
    uti: randomText(exchange, 22),
    ver: "1.0",
  };
}

function version2(exchange: EntraExchange, order: TokenOrder, times: Claims): Claims {
  const { app, tenant, proof, requested, user } = order;
  const signIn = user?.signIn;
  const hasProfile = requested.openId.includes("profile");
  return {
    aud: requested.resource.clientId,
    iss: issuerOf(exchange, tenant, 2),
    ...times,
    aio: randomText(exchange, 40),
    azp: app.clientId,
    azpacr: PROOF_NUMBERS[proof],
    ...(signIn === undefined ? { idtyp: "app", oid: app.principalId } : { oid: signIn.user.oid }),
    ...(signIn !== undefined && hasProfile ? { name: signIn.user.name, preferred_username: signIn.user.username } : {}),
    ...permissionClaims(order),
    sub: subjectOf(order),
    tid: tenant.id,
    uti: randomText(exchange, 22),
    ver: "2.0",
  };
}

const PROOF_NUMBERS: Readonly<Record<ClientProof, string>> = { none: "0", secret: "1", certificate: "2" };

/** A user's token has scopes and the user's roles; an application's own has its app roles, or nothing at all (official). */
function permissionClaims({ app, requested, user }: TokenOrder): Claims {
  const { resource } = requested;
  const roles =
    user === undefined
      ? app.permissions.filter((each) => each.app === resource.name).flatMap((each) => each.roles)
      : (user.signIn.user.roles[resource.name] ?? []);
  return {
    ...(roles.length === 0 ? {} : { roles }),
    ...(user === undefined ? {} : { scp: user.permissions.join(" ") }),
  };
}

/** An ID token for the application itself. */
export function issueIdToken(
  exchange: EntraExchange,
  { app, tenant }: Pick<TokenOrder, "app" | "tenant">,
  signIn: SignIn,
  nonce: string | undefined,
): string {
  const { state, version } = exchange;
  const nowSeconds = Math.floor(exchange.nowMs / 1000);
  const { user } = signIn;
  const claims = {
    aud: app.clientId,
    iss: issuerOf(exchange, tenant, version),
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + 3600,
    name: user.name,
    ...(nonce === undefined ? {} : { nonce }),
    oid: user.oid,
    ...(version === 1 ? { unique_name: user.username, upn: user.username } : { preferred_username: user.username }),
    sub: pairwise(user.oid, app),
    tid: tenant.id,
    uti: randomText(exchange, 22),
    ver: `${version}.0`,
  };
  const key = state.signing.current();
  return signToken(headOf(key), claims, key);
}

/** The issuer of a version. v1.0 tokens name a host that nobody talks to, here as there. */
export function issuerOf(
  { state, switches }: Pick<EntraExchange, "state" | "switches">,
  tenant: Pick<EntraTenant, "id">,
  version: 1 | 2,
): string {
  if (version === 1) return `https://sts.windows.net/${tenant.id}/`;
  const host = switches.issuerHost === "own" ? state.origin : "https://login.microsoftonline.com";
  return `${host}/${tenant.id}/v2.0`;
}

function methodsOf({ hasMfa }: SignIn): readonly string[] {
  return hasMfa ? ["pwd", "mfa"] : ["pwd"];
}

function subjectOf({ app, requested, user }: TokenOrder): string {
  return user === undefined ? app.principalId : pairwise(user.signIn.user.oid, requested.resource);
}

/** A user has another subject at every application (official). */
function pairwise(oid: string, { clientId }: EntraApp): string {
  return createHash("sha256").update(`${oid}:${clientId}`).digest("base64url");
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Text that means nothing to anybody but its issuer. */
export function randomText({ surroundings }: Pick<EntraExchange, "surroundings">, length: number): string {
  let text = "";
  // One number is good for five letters of six bits
  while (text.length < length) {
    const bits = Math.floor(surroundings.random() * 2 ** 30);
    for (let shift = 0; shift < 30; shift += 6) text += LETTERS[(bits >> shift) & 63] ?? "";
  }
  return text.slice(0, length);
}
