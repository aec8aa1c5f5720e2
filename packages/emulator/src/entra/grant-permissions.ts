import type { EntraExchange } from "./exchange.ts";
import type { RequestedScope } from "./read-scope.ts";
import { refuse } from "./refusal.ts";
import type { EntraApp, EntraUser } from "./state.ts";

/** A consent that is still to be given. */
export interface MissingConsent {
  readonly permissions: readonly string[];
  /** Only an administrator may give it. */
  readonly isAdminOnly: boolean;
}

/** The permissions that a request for a user comes down to, and which of them nobody has consented to. */
export function delegatedPermissions(
  exchange: EntraExchange,
  app: EntraApp,
  user: EntraUser,
  requested: RequestedScope,
): { readonly permissions: readonly string[]; readonly missing: MissingConsent | undefined } {
  const { resource } = requested;
  const registered = registeredScopes(app, resource);
  const isOwn = app === resource;
  if (requested.isDefault && registered.length === 0 && !isOwn && !isPreAuthorized(app, resource))
    refuse(650057, `the permission to ${resource.name} in the registration of ${app.name}`, {
      resource: requested.named,
    });
  const permissions = requested.isDefault ? defaultScopes(registered, app, resource) : requested.permissions;
  for (const name of permissions) refuseUnknown(name, requested);
  const without = permissions.filter((name) => !hasConsent(exchange, app, user, resource, name, registered));
  const isAdminOnly = resource.scopes.some((scope) => scope.isAdminOnly && without.includes(scope.name));
  return { permissions, missing: without.length === 0 ? undefined : { permissions: without, isAdminOnly } };
}

/** Refuses what `delegatedPermissions` finds missing, where no page can ask for it. */
export function consentedPermissions(
  exchange: EntraExchange,
  app: EntraApp,
  user: EntraUser,
  requested: RequestedScope,
): readonly string[] {
  const { permissions, missing } = delegatedPermissions(exchange, app, user, requested);
  if (missing !== undefined)
    refuse(65001, `consent to ${missing.permissions.join(" ")} of ${requested.resource.name}`, {
      app: app.clientId,
      name: app.name,
    });
  return permissions;
}

export function giveConsent(
  { state }: EntraExchange,
  app: EntraApp,
  user: EntraUser,
  resource: EntraApp,
  permissions: readonly string[],
): void {
  for (const name of permissions) state.consents.add(consentKey(user.oid, app, resource, name));
}

/** An administrator's consent to all that is registered, for everybody. */
export function giveAdminConsent({ state }: EntraExchange, app: EntraApp): void {
  state.consents.add(consentKey("everybody", app, app, "*"));
}

function hasConsent(
  { state }: EntraExchange,
  app: EntraApp,
  user: EntraUser,
  resource: EntraApp,
  name: string,
  registered: readonly string[],
): boolean {
  const isHome = app.tenantId === user.tenantId;
  const byAdmin =
    registered.includes(name) &&
    ((app.hasAdminConsent && isHome) || state.consents.has(consentKey("everybody", app, app, "*")));
  return (
    app === resource ||
    byAdmin ||
    isPreAuthorized(app, resource) ||
    state.consents.has(consentKey(user.oid, app, resource, name))
  );
}

function consentKey(who: string, app: EntraApp, resource: EntraApp, name: string): string {
  return [who, app.clientId, resource.clientId, name].join(" ");
}

function registeredScopes(app: EntraApp, resource: EntraApp): readonly string[] {
  return app.permissions.filter((each) => each.app === resource.name).flatMap(({ scopes }) => scopes);
}

function defaultScopes(registered: readonly string[], app: EntraApp, resource: EntraApp): readonly string[] {
  return registered.length === 0 && (app === resource || isPreAuthorized(app, resource))
    ? resource.scopes.map(({ name }) => name)
    : registered;
}

function isPreAuthorized(app: EntraApp, resource: EntraApp): boolean {
  return resource.preAuthorized.includes(app.name);
}

function refuseUnknown(name: string, { resource, named }: RequestedScope): void {
  if (!resource.scopes.some((scope) => scope.name === name))
    refuse(
      70011,
      `one of ${resource.scopes.map((scope) => scope.name).join(", ") || "no"} scopes of ${resource.name}`,
      {
        scope: `${named}/${name}`,
      },
    );
}
