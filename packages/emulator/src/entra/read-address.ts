import { decodeSegment } from "../http/call.ts";

/** The endpoints below a tenant. */
export type EntraEndpoint =
  "authorize" | "token" | "devicecode" | "discovery" | "keys" | "logout" | "adminconsent" | "login";

/** What an address is for. */
export type EntraAddress =
  | { readonly kind: "endpoint"; readonly tenant: string; readonly version: 1 | 2; readonly endpoint: EntraEndpoint }
  | { readonly kind: "device-page" | "instance" | "unknown" };

const ENDPOINTS: Readonly<Record<string, readonly [EntraEndpoint, 1 | 2]>> = {
  "/oauth2/v2.0/authorize": ["authorize", 2],
  "/oauth2/authorize": ["authorize", 1],
  "/oauth2/v2.0/token": ["token", 2],
  "/oauth2/token": ["token", 1],
  "/oauth2/v2.0/devicecode": ["devicecode", 2],
  "/oauth2/devicecode": ["devicecode", 1],
  "/v2.0/.well-known/openid-configuration": ["discovery", 2],
  "/.well-known/openid-configuration": ["discovery", 1],
  "/discovery/v2.0/keys": ["keys", 2],
  "/discovery/keys": ["keys", 1],
  "/oauth2/v2.0/logout": ["logout", 2],
  "/oauth2/logout": ["logout", 1],
  "/adminconsent": ["adminconsent", 2],
  "/v2.0/adminconsent": ["adminconsent", 2],
  // Where the sign-in page sends what was typed into it
  "/login": ["login", 2],
};

/** Reads an address. Its letter case does not count, as on the real service (unverified). */
export function readEntraAddress(path: string): EntraAddress {
  const lower = path.toLowerCase();
  if (lower === "/devicelogin" || lower === "/common/oauth2/deviceauth") return { kind: "device-page" };
  if (lower === "/common/discovery/instance") return { kind: "instance" };
  const slash = lower.indexOf("/", 1);
  const found = slash === -1 ? undefined : ENDPOINTS[lower.slice(slash)];
  if (found === undefined) return { kind: "unknown" };
  return { kind: "endpoint", tenant: decodeSegment(path.slice(1, slash)), endpoint: found[0], version: found[1] };
}
