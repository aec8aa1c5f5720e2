import { json, type Answer } from "../http/answer.ts";
import { queryOf } from "../http/call.ts";
import { readJsonObject, type JsonObject } from "../http/json-object.ts";
import type { KineticExchange } from "./exchange.ts";

/** Parameters of a method or function by their exact names. */
export type MethodParameters = JsonObject;

/** GET has them in the query. POST has a JSON object; parameterless methods get `{}` or nothing at all (measured client traffic). */
export function readParameters({ call }: KineticExchange): MethodParameters | undefined {
  if (call.method === "GET") return Object.fromEntries(queryOf(call));
  return call.body.trim() === "" ? {} : readJsonObject(call.body);
}

/** A parameter that is a text; empty where it is missing or something else. */
export function textParameter(parameters: MethodParameters, name: string): string {
  const value = parameters[name];
  return typeof value === "string" ? value : "";
}

/** A method's answer: the return value, and out parameters beside it; a void method has no `returnObj` (official:swagger). */
export function methodAnswer(returnObj: unknown, parameters: Readonly<Record<string, unknown>> = {}): Answer {
  return json("kinetic.method.done", { ...(returnObj === undefined ? {} : { returnObj }), parameters });
}
