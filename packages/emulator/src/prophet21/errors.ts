import { json, xml, type Answer } from "../http/answer.ts";
import { accepts, type Call } from "../http/call.ts";
import { elements } from "../http/xml.ts";
import { dataContract } from "./data-contract.ts";

/** The middleware's general error contract (observed): JSON when asked for by name, XML otherwise, as everywhere in P21. */
export function middlewareError(call: Call, rule: string, status: number, error: MiddlewareError): Answer {
  const members = { ErrorMessage: error.message, ErrorType: error.type ?? null, InnerException: error.inner ?? null };
  if (wantsJson(call)) return json(rule, members, status);
  // The root's name is inferred from a client that looks for this word in failed token answers.
  return xml(rule, `<ResourceError>${elements(members)}</ResourceError>`, status);
}

export interface MiddlewareError {
  readonly message: string;
  /** A .NET type name. */
  readonly type?: string;
  readonly inner?: string;
}

/** The three members with which P21 refuses a bearer (observed on 25.2 and 26.1); the XML root is TokenError (observed:client). */
export function tokenError(rule: string, asJson: boolean, error: string, description: string): Answer {
  const members = { Description: description, Error: error, Uri: "" };
  return asJson ? json(rule, members, 401) : xml(rule, `<TokenError>${elements(members)}</TokenError>`, 401);
}

/** The one text for a missing permission and for a scope that does not reach (observed). */
export const NOT_AUTHORIZED = "You are not authorized to access API. Please contact administrator to get access.";

/** Does the caller ask for JSON by name? XML is the middleware's default; a wildcard does not change that. */
export function wantsJson(call: Call): boolean {
  return accepts(call, "application/json", "text/json");
}

/** Does the caller ask for XML by name, and not for JSON? */
export function insistsOnXml(call: Call): boolean {
  return accepts(call, "application/xml", "text/xml") && !wantsJson(call);
}

/** An answer that a caller with a JSON Accept gets as JSON and everybody else as the serializer's XML. */
export function negotiated(
  call: Call,
  rule: string,
  value: object,
  xmlForm: { readonly root: string; readonly namespace?: string; readonly items?: Readonly<Record<string, string>> },
): Answer {
  if (wantsJson(call)) return json(rule, value);
  return xml(rule, dataContract(xmlForm.root, xmlForm.namespace ?? "", value, xmlForm.items));
}

/** ASP.NET's own refusal of a request it cannot bind, RFC 7807 (observed on the Transaction API of 25.2). */
export function problem(call: Call, rule: string, status: number, title: string, errors?: object): Answer {
  const members = { type: "about:blank", title, status, ...(errors === undefined ? {} : { errors }) };
  if (wantsJson(call)) return json(rule, members, status, "application/problem+json; charset=utf-8");
  const text = dataContract("problem", "urn:ietf:rfc:7807", members);
  return xml(rule, text, status, "application/problem+xml; charset=utf-8");
}
