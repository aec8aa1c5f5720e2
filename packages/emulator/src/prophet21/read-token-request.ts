import { headerText, queryOf, type Call } from "../http/call.ts";
import { readJsonObject } from "../http/json-object.ts";
import type { Prophet21Exchange } from "./exchange.ts";
import type { V1Form } from "./switches.ts";

/** What a token request presents; `nothing` where no form fits. */
export type TokenRequest =
  | { readonly kind: "user"; readonly username: string; readonly password: string; readonly form: "v2" | V1Form }
  | { readonly kind: "consumer"; readonly key: string; readonly username: string }
  | { readonly kind: "nothing" };

/**
 * v2: a JSON object whose names count in any letter case (inferred from clients that spell them differently). With a consumer
 * key and a password in one body the key wins, since such a token's aud is the key's scope (observed:client). A `Scope` is
 * ignored: the key's registration decides (observed).
 */
export function readV2Request(call: Call): TokenRequest | "no-json-body" {
  const fields = readTexts(call.body);
  if (fields === undefined) return "no-json-body";
  const [key, username, password] = ["clientsecret", "username", "password"].map((name) => fields.get(name));
  if (key !== undefined && key !== "") return { kind: "consumer", key, username: username ?? "" };
  return username === undefined || password === undefined
    ? { kind: "nothing" }
    : { kind: "user", username, password, form: "v2" };
}

function readTexts(body: string): ReadonlyMap<string, string> | undefined {
  const members = readJsonObject(body);
  if (members === undefined) return undefined;
  const texts = Object.entries(members).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return new Map(texts.map(([name, text]) => [name.toLowerCase(), text]));
}

/** v1: headers, in the forms that this server is switched to know. The body is not looked at. */
export function readV1Request({ call, address, switches }: Prophet21Exchange): TokenRequest {
  const known = (form: V1Form): boolean => switches.v1Forms.includes(form);
  const header = (name: string): string | undefined => {
    const value = call.headers[name];
    return value === undefined ? undefined : headerText(value);
  };
  const username = header("username");
  const appkey = header("appkey");
  if (known("I") && appkey !== undefined) return { kind: "consumer", key: appkey, username: username ?? "" };
  const consumerKey = header("consumer_key");
  if (known("H") && consumerKey !== undefined) return { kind: "consumer", key: consumerKey, username: username ?? "" };
  const slashed = address.kind === "token" && address.slashed;
  const password = header("password");
  if (known(slashed ? "G" : "F") && username !== undefined && password !== undefined)
    return { kind: "user", username, password, form: slashed ? "G" : "F" };
  return known("J") ? readQueryForm(call) : { kind: "nothing" };
}

function readQueryForm(call: Call): TokenRequest {
  const username = queryOf(call).get("username");
  const password = queryOf(call).get("password");
  return username === null || password === null ? { kind: "nothing" } : { kind: "user", username, password, form: "J" };
}
