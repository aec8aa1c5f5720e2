import { html, refusing, runSteps, type Answer } from "../http/answer.ts";
import { checkAccessScope } from "./check-access.ts";
import { checkApiKey } from "./check-api-key.ts";
import { checkLogin } from "./check-login.ts";
import { claimLicence } from "./claim-licence.ts";
import { callFunction } from "./endpoints/function.ts";
import { help } from "./endpoints/help.ts";
import { resource } from "./endpoints/resource.ts";
import { serviceList } from "./endpoints/service-list.ts";
import { tokenResource } from "./endpoints/token-resource.ts";
import { kineticError } from "./errors.ts";
import type { KineticExchange, KineticStep } from "./exchange.ts";
import { noteIgnoredHeaders, readCallHeaders } from "./read-call-headers.ts";

/** Which endpoint an address belongs to. */
export function serve(exchange: KineticExchange): Answer {
  switch (exchange.address.kind) {
    case "token":
      return tokenResource(exchange);
    case "services":
      return api(exchange, serviceList);
    case "resource":
      return api(exchange, resource);
    case "function":
      return api(exchange, callFunction);
    case "help":
      return help(exchange);
    case "unknown":
      return refusing(
        kineticError(exchange, "notFound", "kinetic.address.unknown", "The requested resource was not found."),
        "an address below /api/v1/, /api/v2/odata/{company}/ or /api/v2/efx/{company}/, or TokenResource.svc/",
      );
    case "outside":
      return refusing(
        html("kinetic.address.instance", "404 - File or directory not found.", 404),
        `an address that begins with /${exchange.state.instance}/`,
      );
  }
}

/** What every API call goes through before its endpoint. */
function api(exchange: KineticExchange, endpoint: (exchange: KineticExchange) => Answer): Answer {
  const credentials: readonly KineticStep[] =
    exchange.switches.checkOrder === "login-first" ? [checkLogin, checkApiKey] : [checkApiKey, checkLogin];
  return runSteps(
    [
      refuseV2OnOldServers,
      noteIgnoredHeaders,
      refuseMissingCompany,
      ...credentials,
      readCallHeaders,
      claimLicence,
      checkAccessScope,
      endpoint,
    ],
    exchange,
  );
}

/** v2 came with 10.2.700 (official). */
function refuseV2OnOldServers(exchange: KineticExchange): Answer | undefined {
  const isV1 = "api" in exchange.address && exchange.address.api === "v1";
  if (isV1 || exchange.switches.version !== "10.2") return undefined;
  return refusing(
    html("kinetic.address.no-v2", "404 - File or directory not found.", 404),
    "an address below /api/v1/",
  );
}

/** By default the key check finds this out, with the service's name as the company (inferred); by switch it is a 404. */
function refuseMissingCompany(exchange: KineticExchange): Answer | undefined {
  const company = "company" in exchange.address ? exchange.address.company : undefined;
  if (exchange.switches.missingCompany !== 404 || company === undefined || !/\.|Svc$/i.test(company)) return undefined;
  return refusing(
    kineticError(exchange, "notFound", "kinetic.company.missing", "The requested resource was not found."),
    "a company between odata/ and the service",
  );
}
