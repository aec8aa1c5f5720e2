import { html, redirect, refusing, type Answer } from "../../http/answer.ts";
import { queryOf } from "../../http/call.ts";
import type { Row, Table } from "../../odata/table.ts";
import { middlewareError, negotiated } from "../errors.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import { bareFamilies, restFamilies, type RestFamily } from "./families.ts";
import { toMembers } from "./members.ts";

/** An unknown route is a page, not an error body (observed). */
export function noRoute(): Answer {
  const names = [...restFamilies.map(({ path }) => path), ...bareFamilies.keys()].map((path) => `/api/${path}`);
  return refusing(
    html("prophet21.rest.route", "404 - File or directory not found.", 404),
    `${names.join(", ")}, followed by /help, /ping, /new, a key, or a slash`,
  );
}

/** The bare list wants its slash (observed), and so do some creates. */
export function redirectToSlash({ call }: Prophet21Exchange): Answer {
  const query = call.query === "" ? "" : `?${call.query}`;
  return refusing(
    redirect("prophet21.rest.slash", 307, `${call.origin}${call.path}/${query}`),
    "the same address with a slash at its end",
  );
}

/** A `$query` that cannot be read, or that names what the family does not have. */
export function refuseQuery({ call }: Prophet21Exchange, message: string): Answer {
  return refusing(
    middlewareError(call, "prophet21.rest.query", 400, {
      message,
      type: "P21.Common.Exceptions.Prophet21Exception",
    }),
    "$query with the family's own property names, as startswith(CustomerName, 'A')",
  );
}

/** One record. */
export function one(exchange: Prophet21Exchange, family: RestFamily, row: Row, rule: string): Answer {
  return negotiated(exchange.call, rule, membersOf(exchange, family, row), { root: family.element });
}

/** A record with its children null, unless `extendedproperties` asks for them (observed). */
export function membersOf(exchange: Prophet21Exchange, family: RestFamily, row: Row): object {
  const asked = (queryOf(exchange.call).get("extendedproperties") ?? "").split(",").map((name) => name.trim());
  const children = Object.entries(family.extended).map(([name, readChildren]) => {
    const wanted = asked.includes("*") || asked.includes(name);
    return [name, wanted ? readChildren(row, exchange.state.data) : null] as const;
  });
  return { ...toMembers(row), ...Object.fromEntries(children), UserDefinedFields: {}, ObjectName: family.table };
}

/** The record of a key as addresses write it. */
export function find(exchange: Prophet21Exchange, family: RestFamily, key: string): Row | undefined {
  return tableOf(exchange, family).rows.find((row) => family.keyOf(row) === key);
}

/** The family's table. */
export function tableOf({ state }: Prophet21Exchange, { table }: RestFamily): Table {
  return state.data.table(table);
}

/** A key that no record has (observed). */
export function notFound({ call }: Prophet21Exchange, { exampleKey }: RestFamily, key: string): Answer {
  const error = {
    message: `Your query did not yield any results. No resources found for query string "GetById ${key}".`,
    type: "P21.Common.Exceptions.NotFoundException",
  };
  return refusing(middlewareError(call, "prophet21.rest.not-found", 404, error), `a key of the form ${exampleKey}`);
}

/** Addresses cannot be changed, orders only created (observed). */
export function refuseVerb({ call }: Prophet21Exchange): Answer {
  return refusing(
    middlewareError(call, "prophet21.rest.verb", 405, {
      message: "The requested resource does not support http method.",
    }),
    "GET",
  );
}
