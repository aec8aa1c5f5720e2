import { createPublicKey, verify } from "node:crypto";
import { readJsonObject, type JsonObject } from "../http/json-object.ts";
import type { KineticExchange, LoginFacts } from "./exchange.ts";
import type { KineticIssuerOption } from "./options.ts";
import type { KineticUser } from "./state.ts";
import type { KineticSwitches } from "./switches.ts";
import type { TokenVerdict } from "./token.ts";

/** A token read, nothing in it believed yet. */
interface IssuedToken {
  readonly head: JsonObject;
  readonly claims: JsonObject;
  readonly signed: string;
  readonly signature: Buffer;
}

type Refusal = Exclude<TokenVerdict, { valid: true }>["why"];

/** Judges a token that names one of the trusted issuers; undefined for every other token. */
export function judgeIssuedToken(token: string, exchange: KineticExchange): TokenVerdict | undefined {
  const { state, switches, surroundings } = exchange;
  const read = readToken(token);
  const issuer = state.issuers.find((each) => read !== undefined && listOf(each.issuer).includes(text(read, "iss")));
  if (read === undefined || issuer === undefined) return undefined;
  const why =
    switches[issuer.kind] === "off" ? "off" : faultOf(read, issuer, Math.floor(surroundings.clock.now() / 1000));
  if (why !== undefined) return { valid: false, why };
  const user = userOf(read, issuer, state.users, switches);
  return typeof user === "string"
    ? { valid: false, why: user }
    : { valid: true, username: user.username, login: factsOf(read, issuer) };
}

function readToken(token: string): IssuedToken | undefined {
  const [head = "", payload = "", signature = "", ...more] = token.split(".");
  const read = (part: string): JsonObject | undefined =>
    readJsonObject(Buffer.from(part, "base64url").toString("utf8"));
  const [headMembers, claims] = [read(head), read(payload)];
  if (headMembers === undefined || claims === undefined || more.length > 0) return undefined;
  return {
    head: headMembers,
    claims,
    signed: `${head}.${payload}`,
    signature: Buffer.from(signature, "base64url"),
  };
}

/** Signature first: nothing that an unsigned token says is worth a look. */
function faultOf(token: IssuedToken, issuer: KineticIssuerOption, nowSeconds: number): Refusal | undefined {
  if (!isSigned(token, issuer)) return "signature";
  if (!(Number(token.claims["exp"]) > nowSeconds)) return "expired";
  if (Number(token.claims["nbf"] ?? 0) > nowSeconds) return "not-yet";
  const accepted = issuer.audience === undefined ? undefined : listOf(issuer.audience);
  const audiences = textsOf(token.claims["aud"]);
  if (accepted !== undefined && !audiences.some((audience) => accepted.includes(audience))) return "audience";
  const scopes = textsOf(token.claims["scope"]).flatMap((scope) => scope.split(" "));
  return issuer.kind === "idp" && !scopes.includes(issuer.scope ?? "epicor_erp") ? "scope" : undefined;
}

/** The key's kind decides: the algorithm a token names is the attacker's to choose. Entra ID's own is RS256. */
function isSigned({ head, signed, signature }: IssuedToken, issuer: KineticIssuerOption): boolean {
  const { keys } = typeof issuer.keys === "function" ? issuer.keys() : issuer.keys;
  const kty = { RS256: "RSA", ES256: "EC" }[String(head["alg"])];
  const jwk = keys.find((each) => each["kty"] === kty && (head["kid"] === undefined || each["kid"] === head["kid"]));
  if (kty === undefined || jwk === undefined) return false;
  // What else is wrong with the key, createPublicKey says
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return verify("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }, signature);
}

/** Which claim names the user is a setting whose default is unknown; these are where Entra ID and IdentityServer have it. */
const USER_CLAIMS: readonly string[] = ["upn", "preferred_username", "email"];

function userOf(
  token: IssuedToken,
  issuer: KineticIssuerOption,
  users: readonly KineticUser[],
  switches: KineticSwitches,
): KineticUser | Refusal {
  const names = issuer.claim === undefined ? USER_CLAIMS : [issuer.claim];
  const identity = names.map((name) => text(token, name)).find((value) => value !== "");
  if (identity !== undefined) {
    const wanted = identity.toLowerCase();
    return users.find(({ account }) => String(account["ExternalIdentity"]).toLowerCase() === wanted) ?? "user";
  }
  // A delegated token has scp; without it and without a user claim it is the application's own.
  if (issuer.kind === "entra" && text(token, "scp") !== "") return "user";
  if (issuer.kind === "entra" && switches.entraAppOnly === "refuse") return "app-only";
  const clientId = ["azp", "appid", "client_id"].map((name) => text(token, name)).find((value) => value !== "");
  const username = clientId === undefined ? undefined : issuer.apps?.[clientId];
  return users.find((user) => user.username === username) ?? (issuer.kind === "entra" ? "app-only" : "user");
}

function factsOf(token: IssuedToken, { kind }: KineticIssuerOption): LoginFacts {
  return {
    mode: kind === "entra" ? "AzureAD" : "IdentityProvider",
    expiresAtMs: Number(token.claims["exp"]) * 1000,
    oid: text(token, "oid"),
    tid: text(token, "tid"),
  };
}

function text({ claims }: IssuedToken, name: string): string {
  const value = claims[name];
  return typeof value === "string" ? value : "";
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === "string");
}
