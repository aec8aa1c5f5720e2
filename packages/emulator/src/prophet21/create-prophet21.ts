import type { OptionReport } from "../check-options.ts";
import type { EmulatedProphet21 } from "../emulator.ts";
import { html, refusing, type Answer } from "../http/answer.ts";
import type { Call } from "../http/call.ts";
import { readSwitches } from "../switches.ts";
import type { EmulatedSystem, Findings, Surroundings } from "../system.ts";
import { createProphet21State, signersOf } from "./create-state.ts";
import { entity } from "./endpoints/entity.ts";
import { odata } from "./endpoints/odata.ts";
import { router } from "./endpoints/router.ts";
import { serverInfo } from "./endpoints/server-info.ts";
import { token } from "./endpoints/token.ts";
import { middlewareError } from "./errors.ts";
import type { Prophet21Exchange } from "./exchange.ts";
import type { Prophet21EmulatorOptions } from "./options.ts";
import { readAddress } from "./read-address.ts";
import type { Prophet21State } from "./state.ts";
import { prophet21Switches, type Prophet21Switches } from "./switches.ts";

export interface Prophet21 {
  readonly system: EmulatedSystem;
  readonly face: Omit<EmulatedProphet21, "url" | "fetch">;
}

/** An emulated P21: its state made, its switches set, its addresses answered. */
export function createProphet21(
  options: Prophet21EmulatorOptions,
  surroundings: Surroundings,
  report: OptionReport,
): Prophet21 {
  const switches = readSwitches(prophet21Switches, { ...options.switches }, (name, problem) =>
    report.add(`prophet21.switches.${name}`, problem),
  );
  const state = createProphet21State(options, switches, surroundings.seed, report);
  return { system: systemOf(state, switches, surroundings), face: faceOf(state, switches) };
}

function systemOf(state: Prophet21State, switches: Prophet21Switches, surroundings: Surroundings): EmulatedSystem {
  const exchangeOf = (call: Call, findings: Findings): Prophet21Exchange => ({
    call,
    findings,
    state,
    switches,
    surroundings,
    address: readAddress(call.path),
  });
  let generation = 0;
  return {
    handle: (call, findings) => serve(exchangeOf(call, findings)),
    isTokenRequest: (call) => readAddress(call.path).kind === "token",
    revokeTokens: () => {
      generation += 1;
      state.signers = signersOf(switches, surroundings.seed, generation);
    },
    serverError: (call, status) => serverError(call, status),
    conversionsPending: () => undefined,
    secrets: () => [...state.users.map(({ password }) => password), ...state.consumers.map(({ key }) => key)],
  };
}

/** Which endpoint an address belongs to. */
function serve(exchange: Prophet21Exchange): Answer {
  const { address } = exchange;
  switch (address.kind) {
    case "token":
      return token(exchange);
    case "router":
      return router(exchange);
    case "odata":
      return odata(exchange, address);
    case "entity":
      return entity(exchange, address);
    case "server-info":
      return serverInfo(exchange);
    case "unknown":
      return refusing(
        html("prophet21.address.unknown", "404 - File or directory not found.", 404),
        "/api/security/token/v2, /odataservice/odata/table/…, /odataservice/odata/view/…, /api/ui/router/v1/ or /api/entity/…",
      );
  }
}

/** A broken middleware: its own error contract (observed), or a proxy's page. */
function serverError(call: Call, status: number): Answer {
  if (status === 502)
    return html(
      "fault.server-error",
      "502 - Web server received an invalid response while acting as a gateway or proxy server.",
      502,
    );
  if (status === 503) return html("fault.server-error", "Service Unavailable", 503);
  return middlewareError(call, "fault.server-error", 500, {
    message: "An error has occurred.",
    type: "System.Exception",
  });
}

function faceOf(state: Prophet21State, switches: Prophet21Switches): Prophet21["face"] {
  const users = state.users.map(({ username, password, about }) => Object.freeze({ username, password, about }));
  const consumers = state.consumers.map(({ name, key, scope, about }) => Object.freeze({ name, key, scope, about }));
  const [user] = users;
  const [consumerKey] = consumers;
  if (user === undefined || consumerKey === undefined)
    throw new Error("there is always a main user and a main consumer");
  return { user, users, consumerKey, consumers, switches };
}
