import type { EntraApp, EntraCloud } from "./options.ts";

/** The login hosts (official; those of Germany closed in 2021). */
const HOSTS: Readonly<Record<EntraCloud, string>> = {
  global: "https://login.microsoftonline.com",
  "us-government": "https://login.microsoftonline.us",
  china: "https://login.partner.microsoftonline.cn",
};

/** The names of Microsoft's clouds. */
export const CLOUDS = Object.keys(HOSTS) as readonly EntraCloud[];

/** Where a tenant's login is. Fixed paths: looking them up would cost a request and tell nothing else. */
export interface Authority {
  /** As `https://login.microsoftonline.com/{tenant}`. */
  readonly url: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly deviceCodeUrl: string;
}

/** The authority of an application's options; of a user's login without a tenant, that of all work accounts. */
export function authorityOf(app: Pick<EntraApp, "tenant" | "cloud" | "authority">): Authority {
  const host = (app.authority ?? HOSTS[app.cloud ?? "global"]).replace(/\/+$/, "");
  const url = `${host}/${app.tenant ?? "organizations"}`;
  return Object.freeze({
    url,
    authorizeUrl: `${url}/oauth2/v2.0/authorize`,
    tokenUrl: `${url}/oauth2/v2.0/token`,
    deviceCodeUrl: `${url}/oauth2/v2.0/devicecode`,
  });
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The issuer of ID tokens. A tenant that is named by domain, or not at all, is known by its id only from the token itself, and
 * that must be an id, or a token of our own making could name any address.
 *
 * @param tid the token's own claim
 */
export function issuerOf(authority: Authority, tid: unknown): string | undefined {
  const tenant = authority.url.slice(authority.url.lastIndexOf("/") + 1);
  const host = authority.url.slice(0, -tenant.length);
  if (GUID.test(tenant)) return `${host}${tenant}/v2.0`;
  return typeof tid === "string" && GUID.test(tid) ? `${host}${tid}/v2.0` : undefined;
}

/** What is asked for: the resource's default permissions, or the scopes that were named. */
export function scopesOf(app: Pick<EntraApp, "resource" | "scopes">): readonly string[] {
  if (app.scopes !== undefined) return app.scopes;
  return app.resource === undefined ? [] : [`${app.resource.replace(/\/\.default$/, "")}/.default`];
}
