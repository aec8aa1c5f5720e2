import { refusing, type Answer } from "../http/answer.ts";
import { readJsonObject, type JsonObject } from "../http/json-object.ts";
import { kineticError } from "./errors.ts";
import { signedIn, type KineticExchange } from "./exchange.ts";

/** Sent by clients in the field; nothing shows that the server reads them (observed:client). */
const IGNORED: readonly string[] = ["company", "x-company", "x-epicor-company", "x-epicor-plant"];

/** Headers that hold one JSON object each. */
const JSON_HEADERS = ["callsettings", "license", "contextheader", "sessioninfo"] as const;

export type JsonHeader = (typeof JSON_HEADERS)[number];

/** Writes down the headers that have no effect, so that nobody wonders why they had none. */
export function noteIgnoredHeaders({ call, findings }: KineticExchange): undefined {
  for (const name of IGNORED) {
    if (call.headers[name] !== undefined) findings.notes.push(`header ${name} has no effect`);
  }
}

/** Refuses a context header that is no JSON object. */
export function readCallHeaders(exchange: KineticExchange): Answer | undefined {
  const broken = JSON_HEADERS.find((name) => readJson(exchange, name) === "broken");
  if (broken === undefined) return undefined;
  const answer = kineticError(
    exchange,
    "badRequest",
    `kinetic.header.${broken}`,
    `The ${broken} header is not valid JSON.`,
  );
  return refusing(answer, `${broken} holding one JSON object, as {"Company":"EPIC06"} for CallSettings`);
}

/** A text member of a header's JSON object; undefined where there is none, or an empty one. */
export function headerMember(exchange: KineticExchange, name: JsonHeader, member: string): string | undefined {
  const settings = readJson(exchange, name);
  const value = typeof settings === "object" ? settings[member] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The company: the address's, else CallSettings', else the session's, else the user's first. */
export function settleCompany(exchange: KineticExchange): Answer | undefined {
  const { address, state } = exchange;
  const named = headerMember(exchange, "callsettings", "Company");
  const inAddress = "company" in address ? address.company : undefined;
  const company = inAddress ?? named ?? exchange.session?.company ?? signedIn(exchange).companies[0];
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
  if (inAddress !== undefined && named !== undefined && named !== inAddress) {
    exchange.findings.notes.push(`CallSettings names ${named}, but the address's company ${inAddress} decides`);
  }
  return checkCompanyRight(exchange, company);
}

/** A user enters only the companies of the account's list. The status follows the other missing rights; the text is ours. */
function checkCompanyRight(exchange: KineticExchange, company: string): Answer | undefined {
  const { username, companies } = signedIn(exchange);
  if (companies.includes(company)) return undefined;
  const error = exchange.switches.permissionDenied === 401 ? "unauthorized" : "forbidden";
  const answer = kineticError(exchange, error, "kinetic.permission.company", `Access denied (Company ${company}).`);
  return refusing(answer, `${companies.join(" or ")}, which ${username} may enter, or a user who may enter ${company}`);
}

/** The plant: CallSettings', else the session's, else the company's first. `Site` counts by switch only. */
export function settlePlant(exchange: KineticExchange): Answer | undefined {
  const { company = "", session, state, switches } = exchange;
  const plants = state.plants[company] ?? [];
  const site = switches.callSettingsSite ? headerMember(exchange, "callsettings", "Site") : undefined;
  const named = headerMember(exchange, "callsettings", "Plant") ?? site;
  if (named !== undefined && !plants.includes(named)) {
    // What the real server says to an unknown plant is unknown.
    const answer = kineticError(exchange, "badRequest", "kinetic.plant.unknown", `Plant ${named} is not valid.`);
    return refusing(answer, `one of ${plants.join(", ")}`);
  }
  const plant = named ?? (session?.company === company ? session.plant : plants[0]);
  if (plant !== undefined) exchange.plant = plant;
  return undefined;
}

type Settings = JsonObject | "broken" | undefined;

/** A header's JSON object; blanks inside do not matter. */
function readJson({ call }: KineticExchange, name: JsonHeader): Settings {
  const text = call.headers[name];
  if (text === undefined || text.trim() === "") return undefined;
  return readJsonObject(text) ?? "broken";
}
