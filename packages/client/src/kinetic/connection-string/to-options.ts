import { Secret } from "../../secret.ts";
import { createMemoryTokenStore } from "../../token/token-store.ts";
import type { Properties, Say } from "./read-properties.ts";
import { seeded, toStore } from "./settings-store.ts";
import { givenToken, toOAuth, withKeptLogin } from "./to-oauth.ts";
import { toProxy } from "./to-proxy.ts";
import { toTls } from "./to-tls.ts";
import { readBoolean, readNumber, readWord } from "./value.ts";

/** What a string is read with besides itself. */
export interface StringWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: number;
}

/** The properties as options, not checked yet: what the options' own check says is told by the properties' names. */
export function toOptions(properties: Properties, world: StringWorld, say: Say): Record<string, unknown> {
  const timeoutS = readNumber(properties, "Timeout", -1, say, 2_147_483);
  const options = {
    system: "kinetic",
    url: toUrl(properties, say),
    // The drivers' default. Only options, which say what they mean by their types, choose v2 unasked.
    apiVersion: readWord(properties, "ApiVersion", ["v1", "v2"], say) ?? "v1",
    company: properties.get("Company"),
    plant: properties.get("Plant"),
    license: properties.get("License"),
    apiKey: secret(properties, "ApiKey"),
    timeoutMs: timeoutS === -1 ? undefined : timeoutS === 0 ? 2_147_483_647 : timeoutS * 1000,
    environment: properties.get("Environment")?.toLowerCase(),
    allowInsecureHttp: readBoolean(properties, "AllowInsecureHttp", say),
    tls: toTls(properties, say),
    proxy: toProxy(properties, say),
    ...toLogin(properties, world, say),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** `{Url}/{ERPInstance}`. A Url that has the instance already is taken as it is. */
function toUrl(properties: Properties, say: Say): string | undefined {
  const url = properties.get("Url")?.replace(/\/+$/, "");
  const instance = properties.get("ERPInstance")?.replace(/^\/+|\/+$/g, "");
  if (instance !== undefined && /[/?#%\\\s]/.test(instance)) {
    say(
      "ERPInstance",
      "holds a character that no instance's name has",
      `Give the part after the host, as "ERP11PROD".`,
    );
    return undefined;
  }
  const path = URL.parse(url ?? "")?.pathname;
  if (url === undefined) say("Url", "is missing", `Give the server, as "https://myserver.EpicorSaaS.com".`);
  else if (instance === undefined && path === "/")
    say("ERPInstance", "is missing", "Give the name of the instance, which follows the host in the browser's address.");
  if (url === undefined || instance === undefined) return url;
  return path?.toLowerCase() === `/${instance.toLowerCase()}` ? url : `${url}/${instance}`;
}

const OPENID = ["AzureTenant", "InitiateOAuth", "CallbackURL", "Scope"];

function toLogin(properties: Properties, { env, nowMs }: StringWorld, say: Say): object {
  const scheme = readWord(properties, "AuthScheme", ["Basic", "AzureADOpenID"], say);
  const isOpenId = scheme === "AzureADOpenID";
  const strangers = [...properties.keys()].filter((name) =>
    isOpenId ? name === "User" || name === "Password" : OPENID.includes(name) || name.startsWith("OAuth"),
  );
  const fix = isOpenId ? "Remove it, or set AuthScheme=Basic." : "Remove it, or set AuthScheme=AzureADOpenID.";
  for (const name of strangers)
    say(name, `has no part in AuthScheme=${scheme ?? "Basic"}${scheme === undefined ? ", the default" : ""}`, fix);
  // Half a login with the other scheme's properties: one cause, told once above.
  if (!isOpenId)
    return { auth: { kind: "basic", username: properties.get("User"), password: secret(properties, "Password") } };
  const auth = toOAuth(properties, nowMs, say);
  const store = auth?.kind === "entra" ? toStore(properties, env, say) : undefined;
  const given = auth?.kind === "entra" ? givenToken(properties, nowMs, say) : undefined;
  const tokenStore = given ? seeded(store ?? createMemoryTokenStore(), given, nowMs) : store;
  return { auth: auth && store ? withKeptLogin(auth, store) : auth, ...(tokenStore && { tokenStore }) };
}

function secret(properties: Properties, name: string): Secret | undefined {
  const text = properties.get(name);
  return text === undefined ? undefined : new Secret(text);
}
