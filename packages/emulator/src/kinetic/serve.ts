import { html, refusing, runSteps, type Answer } from "../http/answer.ts";
import { checkAccessScope } from "./check-access.ts";
import { checkApiKey } from "./check-api-key.ts";
import { checkLogin } from "./check-login.ts";
import { claimLicence } from "./claim-licence.ts";
import { batch } from "./endpoints/batch.ts";
import { callFunction } from "./endpoints/function.ts";
import { help } from "./endpoints/help.ts";
import { resource } from "./endpoints/resource.ts";
import { serviceList } from "./endpoints/service-list.ts";
import { swagger } from "./endpoints/swagger.ts";
import { tokenResource } from "./endpoints/token-resource.ts";
import { conversionsPending, kineticError } from "./errors.ts";
import type { KineticExchange, KineticStep } from "./exchange.ts";
import { findSession } from "./find-session.ts";
import { asIisPage, challengeWindows } from "./iis.ts";
import { noteIgnoredHeaders, readCallHeaders, settleCompany, settlePlant } from "./read-call-headers.ts";

/** The answer to a call, and when it is due: at once, unless the call takes time or waits on a shared licence. */
export function serve(exchange: KineticExchange): Answer | Promise<Answer> {
  const answer = answerNow(exchange);
  const release = (): Answer => {
    releaseSeat(exchange);
    return answer;
  };
  if (exchange.workMs === 0) return release();
  const { clock } = exchange.surroundings;
  return new Promise((resolve) => {
    const cancel = clock.wakeAt(clock.now() + exchange.workMs, () => resolve(release()));
    // A caller who has gone ends the call: else its timer would outlive the emulator it was made for
    exchange.call.whenGone(() => {
      cancel();
      resolve(release());
    });
  });
}

/** A part of a batch: its licence is free for the next part; what time it takes, the batch takes. */
export function answerPart(exchange: KineticExchange): Answer {
  const isBatch = exchange.address.kind === "batch";
  const answer = isBatch ? unknown(exchange) : answerNow(exchange);
  releaseSeat(exchange);
  return answer;
}

function releaseSeat({ seat, state }: KineticExchange): void {
  if (seat !== undefined) state.licences.release(seat);
}

/** The answer, with the licence of the call still held. */
function answerNow(exchange: KineticExchange): Answer {
  const isOutside = exchange.address.kind === "outside";
  const challenged = isOutside ? undefined : challengeWindows(exchange);
  return asIisPage(exchange, challenged ?? route(exchange));
}

/** Which endpoint an address belongs to. */
function route(exchange: KineticExchange): Answer {
  switch (exchange.address.kind) {
    case "token":
      return runSteps([refuseUnready, tokenResource], exchange);
    case "services":
      return api(exchange, serviceList);
    case "resource":
      return api(exchange, resource);
    case "function":
      return api(exchange, callFunction);
    case "batch":
      return exchange.switches.batch === "off" ? unknown(exchange) : api(exchange, batch);
    case "help":
      return help(exchange);
    case "swagger":
      return swagger(exchange);
    case "unknown":
      return unknown(exchange);
    case "outside":
      return refusing(
        html("kinetic.address.instance", "404 - File or directory not found.", 404),
        `an address that begins with /${exchange.state.instance}/`,
      );
  }
}

function unknown(exchange: KineticExchange): Answer {
  return refusing(
    kineticError(exchange, "notFound", "kinetic.address.unknown", "The requested resource was not found."),
    "an address below /api/v1/, /api/v2/odata/{company}/ or /api/v2/efx/{company}/, or TokenResource.svc/",
  );
}

/** What every API call goes through before its endpoint. */
function api(exchange: KineticExchange, endpoint: (exchange: KineticExchange) => Answer): Answer {
  const credentials: readonly KineticStep[] =
    exchange.switches.checkOrder === "login-first" ? [checkLogin, checkApiKey] : [checkApiKey, checkLogin];
  return runSteps(
    [
      refuseV2OnOldServers,
      refuseUnready,
      noteIgnoredHeaders,
      refuseMissingCompany,
      ...credentials,
      readCallHeaders,
      findSession,
      settleCompany,
      settlePlant,
      claimLicence,
      takeTime,
      checkAccessScope,
      endpoint,
    ],
    exchange,
  );
}

/** By switch the server stays in the state that the fault of the same name brings about for a while. */
function refuseUnready(exchange: KineticExchange): Answer | undefined {
  return exchange.switches.conversionsPending ? conversionsPending(exchange) : undefined;
}

/** A batch takes the time of its parts. */
function takeTime(exchange: KineticExchange): undefined {
  if (exchange.address.kind !== "batch") exchange.workMs += exchange.state.callMs;
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
