import { refusing, type Answer } from "../http/answer.ts";
import { middlewareError, NOT_AUTHORIZED } from "./errors.ts";
import { currentSession, type Prophet21Exchange } from "./exchange.ts";
import { coversPath, coversTable } from "./scope.ts";
import { permits, type DataObject } from "./roles.ts";
import { isLive, userNamed } from "./users.ts";

/** REST families and the router: a consumer's scope must cover the path; users' tokens have no scope (observed). */
export function checkPathScope(exchange: Prophet21Exchange): Answer | undefined {
  const { kind, scope } = currentSession(exchange);
  if (kind === "user" || coversPath(scope, exchange.call.path)) return undefined;
  const answer = middlewareError(exchange.call, "prophet21.scope.path", exchange.switches.scopeDenied, {
    message: NOT_AUTHORIZED,
  });
  return refusing(answer, `a key whose scope covers ${exchange.call.path}, as /api does; this token's is ${scope}`);
}

/** One table or view: a consumer's scope must name it, a user needs both permissions. The text is the same for all of it (observed). */
export function checkTable(exchange: Prophet21Exchange, object: DataObject, table: string): Answer | undefined {
  const { kind, scope } = currentSession(exchange);
  if (kind === "user") return checkPermissions(exchange, object, table);
  if (coversTable(scope, table, exchange.switches)) return undefined;
  const answer = middlewareError(exchange.call, "prophet21.odata.scope", exchange.switches.scopeDenied, {
    message: NOT_AUTHORIZED,
  });
  return refusing(
    answer,
    `a token minted after the key's scope names ${table}, as /odata:${table}; this token's is ${scope}`,
  );
}

/** Neither permission applies to consumer keys, with or without a user name (documented). */
function checkPermissions(exchange: Prophet21Exchange, object: DataObject, table: string): Answer | undefined {
  const { users, roles } = exchange.state;
  const named = userNamed(currentSession(exchange).username, { users });
  const user = named !== undefined && isLive(named) ? named : undefined;
  const role = roles.find(({ name }) => name === user?.role);
  const allowed = user?.allowOdataApiService === true;
  if (allowed && permits(role, object, table)) return undefined;
  const rule = allowed ? "prophet21.odata.role" : "prophet21.odata.user";
  const missing = allowed
    ? `Dataservice Permission for the ${object} ${table} in the user's role, ${user.role}`
    : "Allow OData API Service = Yes for the user";
  return refusing(
    middlewareError(exchange.call, rule, exchange.switches.permissionDenied, { message: NOT_AUTHORIZED }),
    missing,
  );
}

/** Catalogue and metadata: open to any valid token (observed), or by switch to those that may read any table. */
export function checkCatalogue(exchange: Prophet21Exchange): Answer | undefined {
  if (exchange.switches.catalogueOpen) return undefined;
  const { tables, views } = exchange.state;
  const refusals = [
    ...tables.map(({ name }) => checkTable(exchange, "table", name)),
    ...views.map(({ name }) => checkTable(exchange, "view", name)),
  ];
  return refusals.includes(undefined) ? undefined : refusals[0];
}

/** The UI server's Interactive surface: `/api`, `/uiserver0` or `/ui` open it (documented; what `/ui` does is not settled). */
export function checkUiScope(exchange: Prophet21Exchange): Answer | undefined {
  const { kind, scope } = currentSession(exchange);
  if (kind === "user" || ["/api", "/uiserver0", "/ui"].some((path) => coversPath(scope, path))) return undefined;
  const refused = middlewareError(exchange.call, "prophet21.scope.ui", exchange.switches.scopeDenied, {
    message: NOT_AUTHORIZED,
  });
  return refusing(refused, `a key whose scope holds /api or /uiserver0; this token's is ${scope}`);
}

/** The Transaction API: no scope holds it back (observed on 26.1.5950.0), unless switched. */
export function checkTransactionScope(exchange: Prophet21Exchange): Answer | undefined {
  if (exchange.switches.transactionScopeEnforced) return checkUiScope(exchange);
  const { kind, scope } = currentSession(exchange);
  if (kind === "consumer" && !["/api", "/uiserver0"].some((path) => coversPath(scope, path)))
    exchange.findings.notes.push(`scope ${scope} does not cover this, and P21 does not look`);
  return undefined;
}

/** The older Data Services: `/data` opens them (observed:client), `/api` is said to open everything; users need their permissions. */
export function checkDataView(exchange: Prophet21Exchange, view: string): Answer | undefined {
  const { kind, scope } = currentSession(exchange);
  if (kind === "user") return checkPermissions(exchange, "view", view);
  if (["/api", "/data"].some((path) => coversPath(scope, path))) return undefined;
  const refused = middlewareError(exchange.call, "prophet21.scope.data", exchange.switches.scopeDenied, {
    message: NOT_AUTHORIZED,
  });
  return refusing(refused, `a key whose scope holds /data or /api; this token's is ${scope}`);
}
