import { refusing, type Answer } from "../http/answer.ts";
import { middlewareError, NOT_AUTHORIZED } from "./errors.ts";
import { currentSession, type Prophet21Exchange } from "./exchange.ts";
import { coversPath, coversTable } from "./scope.ts";
import { userOf } from "./token.ts";

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
export function checkTable(exchange: Prophet21Exchange, table: string): Answer | undefined {
  const { kind, scope } = currentSession(exchange);
  if (kind === "user") return checkPermissions(exchange, table);
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
function checkPermissions(exchange: Prophet21Exchange, table: string): Answer | undefined {
  const user = userOf(currentSession(exchange), exchange.state);
  const permitted =
    user?.dataservicePermission.some((name) => name === "*" || name.toLowerCase() === table.toLowerCase()) ?? false;
  if (user?.allowOdataApiService === true && permitted) return undefined;
  const rule = user?.allowOdataApiService === true ? "prophet21.odata.role" : "prophet21.odata.user";
  const missing =
    user?.allowOdataApiService === true
      ? `Dataservice Permission for ${table} in the user's role`
      : "Allow OData API Service = Yes for the user";
  return refusing(
    middlewareError(exchange.call, rule, exchange.switches.permissionDenied, { message: NOT_AUTHORIZED }),
    missing,
  );
}

/** Catalogue and metadata: open to any valid token (observed), or by switch to those that may read any table. */
export function checkCatalogue(exchange: Prophet21Exchange): Answer | undefined {
  if (exchange.switches.catalogueOpen) return undefined;
  const tables = [...exchange.state.tables, ...exchange.state.views];
  const refusals = tables.map(({ name }) => checkTable(exchange, name));
  return refusals.includes(undefined) ? undefined : refusals[0];
}
