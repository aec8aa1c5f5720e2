import type { OptionReport } from "../check-options.ts";
import { html, type Answer } from "../http/answer.ts";
import type { Call } from "../http/call.ts";
import { readSwitches } from "../switches.ts";
import type { EmulatedSystem, Findings, Surroundings } from "../system.ts";
import { createProphet21Admin } from "./admin/create-admin.ts";
import type { Prophet21Admin } from "./admin/prophet21-admin.ts";
import { createFace, type MakeFace } from "./create-face.ts";
import { createProphet21State, signersOf } from "./create-state.ts";
import { middlewareError } from "./errors.ts";
import type { Prophet21Exchange } from "./exchange.ts";
import type { Prophet21EmulatorOptions } from "./options.ts";
import { readAddress } from "./read-address.ts";
import { serve } from "./serve.ts";
import type { Prophet21State } from "./state.ts";
import { prophet21Switches, type Prophet21Switches } from "./switches.ts";

export interface Prophet21 {
  readonly system: EmulatedSystem;
  readonly face: MakeFace;
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
  const state = createProphet21State(options, { switches, seed: surroundings.seed, clock: surroundings.clock }, report);
  const administration = createProphet21Admin(state, surroundings.seed);
  return {
    system: systemOf(state, switches, surroundings, administration),
    face: createFace(state, switches, administration),
  };
}

function systemOf(
  state: Prophet21State,
  switches: Prophet21Switches,
  surroundings: Surroundings,
  administration: Prophet21Admin,
): EmulatedSystem {
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
    handle: (call, findings) => {
      state.asyncQueue.settle();
      return serve(exchangeOf(call, findings), administration);
    },
    isTokenRequest: (call) => readAddress(call.path).kind === "token",
    revokeTokens: () => {
      generation += 1;
      state.signers = signersOf(switches, surroundings.seed, generation);
    },
    serverError: (call, status) => serverError(call, status),
    conversionsPending: () => undefined,
    secrets: () => state.secrets,
  };
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
