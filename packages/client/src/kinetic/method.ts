import { ErpgateError } from "../errors.ts";
import { getJson } from "../http/get-json.ts";
import type { KineticWaitInit } from "./call-options.ts";
import type { KineticCaller } from "./caller-with.ts";
import { segment, serviceName } from "./names.ts";
import { isQueryValue, queryPair } from "./query.ts";
import type { QueryValue } from "./query.ts";

/** What a method answers (official: Swagger). */
export interface MethodAnswer<Return = unknown, Out = Readonly<Record<string, unknown>>> {
  /** The return value; undefined for a void method. */
  readonly returnObj: Return;
  /** What came back in parameters that go both ways or out only. */
  readonly parameters: Out;
}

/** How a method is called. */
export interface MethodInit extends KineticWaitInit {
  /** Set where a server wants the other one. @default GET for the reading methods of v2 whose parameters a query can carry */
  readonly verb?: "GET" | "POST";
}

// v2 has these as GET (observed in client code); on v1 the same clients POST to them.
const READ_BY_GET = /^(?:GetByID|GetList|GetRows|GetBySysRowIDs?)$/;

/** Whether a method is known to change nothing, so that a call of it may be made again. */
export function isReading(method: string): boolean {
  return READ_BY_GET.test(method) || method === "GetCurrentValues" || method === "IsValidSession";
}

/** IIS refuses queries beyond 2,048 characters unless told otherwise. */
const LONGEST_QUERY = 2_000;

type Parameters = Readonly<Record<string, unknown>>;

/** Calls a method: by GET where the server allows it, so that passing faults are repeated, otherwise by POST. */
export async function callMethod<Return, Out>(
  { caller, options }: KineticCaller,
  [service, name]: readonly [service: string, name: string],
  parameters: Parameters,
  init: MethodInit | undefined,
): Promise<MethodAnswer<Return, Out>> {
  const path = `${serviceName(service)}/${segment(name, "the method")}`;
  const query = queryFor(name, parameters, options.apiVersion, init?.verb);
  const call =
    query === undefined
      ? // Parameterless methods take {} (official: Swagger).
        getJson(caller, path, { ...init, method: "POST", body: JSON.stringify(parameters) })
      : getJson(caller, path + query, init);
  return methodAnswer(await call);
}

/** The query of a GET; undefined for a POST. */
function queryFor(
  name: string,
  parameters: Parameters,
  apiVersion: "v1" | "v2" = "v2",
  verb: MethodInit["verb"],
): string | undefined {
  const isGet = verb === "GET" || (verb === undefined && apiVersion === "v2" && READ_BY_GET.test(name));
  const query = isGet ? queryOf(parameters) : undefined;
  if (verb === "GET" && query === undefined) throw notByGet();
  return query;
}

/** Undefined where a value is no text, number or flag, or the whole is too long for IIS. */
function queryOf(parameters: Parameters): string | undefined {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  if (!given.every(([, value]) => isQueryValue(value))) return undefined;
  const text = given.map(([name, value]) => queryPair(name, value as QueryValue)).join("&");
  if (text.length > LONGEST_QUERY) return undefined;
  return text === "" ? "" : `?${text}`;
}

function notByGet(): ErpgateError {
  const message = "these parameters do not go into a query of a length that servers take";
  return new ErpgateError("REQUEST_INVALID", `"verb" is "GET", and ${message}: leave it out`);
}

function methodAnswer<Return, Out>(answer: unknown): MethodAnswer<Return, Out> {
  const { returnObj, parameters } = (typeof answer === "object" && answer !== null ? answer : {}) as Partial<
    MethodAnswer<Return, Out>
  >;
  // A void method has no returnObj (official), and the caller said so by its type.
  return { returnObj: returnObj as Return, parameters: parameters ?? ({} as Out) };
}
