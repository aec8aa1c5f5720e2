import type { EntraExchange } from "./exchange.ts";
import { refuse } from "./refusal.ts";
import type { EntraApp, EntraTenant } from "./state.ts";

/** What a request asks for: one resource, permissions of it, and the scopes of OpenID Connect. */
export interface RequestedScope {
  readonly resource: EntraApp;
  /** The resource as the caller named it: what v1.0 tokens have as their audience. */
  readonly named: string;
  /** Permission names; `.default` stands for all that are registered. */
  readonly permissions: readonly string[];
  readonly isDefault: boolean;
  readonly openId: readonly string[];
}

const OPEN_ID: readonly string[] = ["openid", "profile", "email", "offline_access"];
const GRAPH_ID = "00000003-0000-0000-c000-000000000000";

/**
 * Reads `scope`, or `resource` on the v1.0 endpoints.
 *
 * @param fallback what a request without either means: a code or refresh token knows what it was issued for
 */
export function readScope(exchange: EntraExchange, tenant: EntraTenant | undefined, fallback?: string): RequestedScope {
  return parseScope(exchange, tenant, scopeText(exchange, fallback));
}

/** The scope as one text, the v1.0 form put into words of v2.0. */
export function scopeText({ form, version }: EntraExchange, fallback?: string): string {
  const resource = form.get("resource");
  if (version === 2) {
    if (resource !== null) refuse(901002, "scope instead of resource on a v2.0 endpoint");
    return form.get("scope") ?? fallback ?? refuse(900144, "the parameter scope", { parameter: "scope" });
  }
  // On v1.0 a refresh token is given with every code, and an ID token too
  if (resource !== null) return `${resource}/.default openid profile offline_access`;
  return fallback ?? form.get("scope") ?? "openid profile offline_access";
}

export function parseScope(exchange: EntraExchange, tenant: EntraTenant | undefined, text: string): RequestedScope {
  const words = text.split(" ").filter((word) => word !== "");
  const openId = words.filter((word) => OPEN_ID.includes(word));
  const asked = words.filter((word) => !OPEN_ID.includes(word)).map(splitScope);
  const [first = { named: GRAPH_ID, permission: "User.Read" }] = asked;
  const resource = findResource(exchange, tenant, first.named);
  if (asked.some(({ named }) => findResource(exchange, tenant, named) !== resource))
    refuse(70011, "scopes of one resource in one request", { scope: text });
  const permissions = asked.map(({ permission }) => permission);
  const isDefault = permissions.includes(".default");
  if (isDefault && new Set(permissions).size > 1)
    refuse(70011, ".default alone, or named permissions alone", { scope: text });
  return { resource, named: first.named, permissions, isDefault, openId };
}

/** A permission is what stands behind the last slash; one without a resource is Microsoft Graph's. */
function splitScope(word: string): { readonly named: string; readonly permission: string } {
  const slash = word.lastIndexOf("/");
  if (slash === -1) return { named: GRAPH_ID, permission: word };
  // `https://resource//.default`: the URI itself ends in a slash
  return { named: word.slice(0, slash), permission: word.slice(slash + 1) };
}

function findResource({ state }: EntraExchange, tenant: EntraTenant | undefined, named: string): EntraApp {
  const wanted = named.toLowerCase();
  const resource = state.apps.find(
    ({ clientId, identifierUris }) =>
      clientId === wanted || identifierUris.some((uri) => uri === named || `${uri}/` === named),
  );
  const isHere =
    resource !== undefined &&
    (tenant === undefined ||
      resource.isMultiTenant ||
      resource.tenantId === tenant.id ||
      resource.clientId === GRAPH_ID);
  const values = { resource: named, tenant: tenant?.domain ?? "" };
  return isHere ? resource : refuse(500011, "the App ID URI or client id of an application of this tenant", values);
}
