import { refusing, type Answer } from "../http/answer.ts";
import { queryOf, type Call } from "../http/call.ts";
import { kineticError } from "./errors.ts";
import type { KineticExchange } from "./exchange.ts";
import type { KineticApiKey } from "./state.ts";
import type { KineticSwitches } from "./switches.ts";

/**
 * The API key that v2 wants beside a login, never instead of one; v1 wants none (documented). The key is checked against
 * the company in the address, so a service name standing in the company's place fails here (inferred).
 */
export function checkApiKey(exchange: KineticExchange): Answer | undefined {
  if (!needsKey(exchange)) return undefined;
  const company = companyAsked(exchange);
  const given = givenKey(exchange);
  if (given === undefined) {
    // Not captured anywhere: the status and the type follow the other 401s, the text is ours.
    return refuse(exchange, "kinetic.api-key.missing", "An API key is required.", company);
  }
  const found = exchange.state.apiKeys.find(({ key }) => key === given);
  const fault = found === undefined ? "unknown" : faultOf(found, company, exchange);
  if (fault !== undefined || found === undefined) {
    // Echoes the key, as the real server does (observed on 2026.1); the journal blanks it.
    return refuse(
      exchange,
      `kinetic.api-key.${fault ?? "unknown"}`,
      `Invalid API Key ${given}.\r\nCompany ${company}.`,
      company,
    );
  }
  exchange.apiKey = found;
  return undefined;
}

function needsKey({ address, switches }: KineticExchange): boolean {
  if (address.kind === "function") return true;
  return "api" in address && (address.api === "v2" || switches.v1RequiresApiKey);
}

/** On v1, where the address has no company, the user's own one. */
function companyAsked({ address, state, user }: KineticExchange): string {
  const asked = "company" in address ? address.company : undefined;
  return asked ?? user?.companies[0] ?? state.companies[0] ?? "";
}

/** The header in any letter case; HTTP parsers strip blanks around it. A query value keeps its blanks (documented). */
function givenKey({ call, switches }: KineticExchange): string | undefined {
  const header = passesProxy(call, switches) ? call.headers["x-api-key"]?.trim() : undefined;
  if (header !== undefined && header !== "") return header;
  return switches.apiKeyInQuery ? (queryOf(call).get("api-key") ?? undefined) : undefined;
}

/** By switch, something in front drops the header unless it is spelled its way. */
function passesProxy({ headerNames }: Call, { strictHeaderCase }: KineticSwitches): boolean {
  return strictHeaderCase === false || headerNames === undefined || headerNames.includes(strictHeaderCase);
}

function faultOf(key: KineticApiKey, company: string, exchange: KineticExchange): string | undefined {
  const { state, surroundings, switches, user } = exchange;
  if (!key.enabled) return "disabled";
  if (key.expiresAtMs !== undefined && key.expiresAtMs <= surroundings.clock.now()) return "expired";
  // Where the key is looked at before the login, there is no user yet
  if (switches.apiKeyUser && key.user !== undefined && user !== undefined && key.user !== user.username) return "user";
  const covers = key.company === undefined ? state.companies.includes(company) : key.company === company;
  return covers ? undefined : "company";
}

function refuse(exchange: KineticExchange, rule: string, message: string, company: string): Answer {
  const good = exchange.state.apiKeys.filter((key) => faultOf(key, company, exchange) === undefined);
  const names = good.map(({ description }) => description).join(" / ");
  const wouldAccept =
    names === ""
      ? `a company that exists (${exchange.state.companies.join(", ")}) in place of ${JSON.stringify(company)}`
      : `x-api-key with one of the keys: ${names}`;
  return refusing(kineticError(exchange, "unauthorized", rule, message), wouldAccept);
}
