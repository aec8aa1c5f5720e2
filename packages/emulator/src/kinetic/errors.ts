import { json, xml, type Answer } from "../http/answer.ts";
import { accepts, type Call } from "../http/call.ts";
import { element, elements } from "../http/xml.ts";
import { randomGuid } from "../seeded-random.ts";
import type { KineticSwitches } from "./switches.ts";

/** Every error the emulated Kinetic gives: status and .NET type. The texts stand where they are raised. */
const ERRORS = {
  unauthorized: { status: 401, type: "System.UnauthorizedAccessException" },
  forbidden: { status: 403, type: "System.UnauthorizedAccessException" },
  business: { status: 400, type: "Ice.Common.BusinessObjectException" },
  odata: { status: 400, type: "Microsoft.OData.ODataException" },
  badRequest: { status: 400, type: "Ice.BLException" },
  licence: { status: 400, type: "Ice.Common.LicenseAccessException" },
  notFound: { status: 404, type: "Epicor.RESTApi.ErrorHandling.ApiException" },
  recordNotFound: { status: 404, type: "Ice.Common.RecordNotFoundException" },
  wrongVerb: { status: 405, type: "Epicor.RESTApi.ErrorHandling.ApiException" },
  duplicate: { status: 409, type: "Ice.Common.DuplicateRecordException" },
  invalidSession: { status: 410, type: "Ice.Common.InvalidSessionException" },
  server: { status: 500, type: "System.Exception" },
  conversionsPending: { status: 503, type: "Ice.Common.ConversionsPendingException" },
} as const;

export type KineticErrorName = keyof typeof ERRORS;

/** Who asks, and how this server writes its errors. */
export interface ErrorContext {
  readonly call: Call;
  readonly switches: KineticSwitches;
  readonly random: () => number;
}

/** An error's row of details; Kinetic names the method and the table at fault. */
export interface ErrorDetail {
  readonly Message: string;
  readonly Type: "Error" | "Warning";
  readonly Program: string;
  readonly Method: string;
}

/**
 * The error body, as captured on 2026.1 (observed) or as older guides show it (documented); XML with the same element
 * names when asked for (documented; the root's name is our guess).
 */
export function kineticError(
  context: ErrorContext,
  name: KineticErrorName,
  rule: string,
  message: string,
  details?: readonly ErrorDetail[],
): Answer {
  const { status, type } = ERRORS[name];
  const newer = context.switches.version === "2026.1";
  const correlation = newer ? { CorrelationId: randomGuid(context.random) } : {};
  const head = {
    HttpStatus: status,
    ReasonPhrase: newer ? "REST API Exception" : "REST Api Exception",
    ErrorMessage: message,
    ErrorType: type,
  };
  if (!wantsXml(context.call))
    return json(rule, { ...head, ...(details === undefined ? {} : { ErrorDetails: details }), ...correlation }, status);
  const rows = (details ?? []).map((detail) => `<ErrorDetail>${elements({ ...detail })}</ErrorDetail>`).join("");
  const inside =
    elements(head) +
    (rows === "" ? "" : `<ErrorDetails>${rows}</ErrorDetails>`) +
    element("CorrelationId", correlation.CorrelationId);
  return xml(rule, `<?xml version="1.0" encoding="utf-8"?><Error>${inside}</Error>`, status);
}

/** The server is not ready after an upgrade: 503 (documented; the text is ours). */
export function conversionsPending(context: ErrorContext): Answer {
  const message = "The server is not ready. Conversions are pending.";
  return kineticError(context, "conversionsPending", "fault.conversions-pending", message);
}

function wantsXml(call: Call): boolean {
  return accepts(call, "application/xml", "text/xml", "application/atom+xml") && !accepts(call, "application/json");
}
