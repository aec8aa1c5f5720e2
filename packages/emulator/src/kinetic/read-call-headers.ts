import { refusing, type Answer } from "../http/answer.ts";
import { readJsonObject, type JsonObject } from "../http/json-object.ts";
import { kineticError } from "./errors.ts";
import { signedIn, type KineticExchange } from "./exchange.ts";

/** Sent by clients in the field; nothing shows that the server reads them (observed:client). */
const IGNORED: readonly string[] = ["company", "x-company", "x-epicor-company", "x-epicor-plant"];

/** Headers that hold one JSON object each. */
const JSON_HEADERS: readonly string[] = ["callsettings", "license", "contextheader", "sessioninfo"];

/** Writes down the headers that have no effect, so that nobody wonders why they had none. */
export function noteIgnoredHeaders({ call, findings }: KineticExchange): undefined {
  for (const name of IGNORED) {
    if (call.headers[name] !== undefined) findings.notes.push(`header ${name} has no effect`);
  }
}

/** Refuses a context header that is no JSON object, and settles the company: the address's, else CallSettings', else the user's first. */
export function readCallHeaders(exchange: KineticExchange): Answer | undefined {
  const broken = JSON_HEADERS.find((name) => readJson(exchange, name) === "broken");
  if (broken !== undefined) {
    const answer = kineticError(
      exchange,
      "badRequest",
      `kinetic.header.${broken}`,
      `The ${broken} header is not valid JSON.`,
    );
    return refusing(answer, `${broken} holding one JSON object, as {"Company":"EPIC06"} for CallSettings`);
  }
  return settleCompany(exchange, readJson(exchange, "callsettings"));
}

function settleCompany(exchange: KineticExchange, settings: Settings): Answer | undefined {
  const { address, state } = exchange;
  const named = typeof settings === "object" ? settings["Company"] : undefined;
  const inAddress =
    address.kind === "resource" || address.kind === "services" || address.kind === "function"
      ? address.company
      : undefined;
  const company = inAddress ?? (typeof named === "string" && named !== "" ? named : signedIn(exchange).companies[0]);
  if (company === undefined || !state.companies.includes(company)) {
    // What the real server says to an unknown company in CallSettings is unknown.
    const answer = kineticError(
      exchange,
      "badRequest",
      "kinetic.company.unknown",
      `Company ${company ?? ""} is not valid.`,
    );
    return refusing(answer, `one of ${state.companies.join(", ")}`);
  }
  exchange.company = company;
  if (inAddress !== undefined && typeof named === "string" && named !== inAddress) {
    exchange.findings.notes.push(`CallSettings names ${named}, but the address's company ${inAddress} decides`);
  }
  return undefined;
}

type Settings = JsonObject | "broken" | undefined;

/** A header's JSON object; blanks inside do not matter. */
function readJson({ call }: KineticExchange, name: string): Settings {
  const text = call.headers[name];
  if (text === undefined || text.trim() === "") return undefined;
  return readJsonObject(text) ?? "broken";
}
