import { buildEmulator } from "./build-emulator.ts";
import type { Emulator } from "./emulator.ts";
import type { EmulatorOptions } from "./emulator-options.ts";

/** Host names that cannot exist (RFC 6761), so that a request that misses the emulator's fetch goes nowhere. */
const KINETIC_ORIGIN = "https://kinetic.emulator.test";
const PROPHET21_ORIGIN = "https://p21.emulator.test";
const EPICOR_IDP_ORIGIN = "https://idp.emulator.test";
const ENTRA_ORIGIN = "https://entra.emulator.test";

/**
 * Makes an emulator that lives in this process and listens nowhere: use `emulator.kinetic.fetch`,
 * `emulator.prophet21.fetch`, `emulator.entra.fetch` and `emulator.epicorIdp.fetch`. Throws TypeError naming every option that is wrong.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const built = buildEmulator(options, { caller: "createEmulator", transport: "none" });
  return built.emulator({
    kinetic: KINETIC_ORIGIN,
    prophet21: PROPHET21_ORIGIN,
    entra: ENTRA_ORIGIN,
    epicorIdp: EPICOR_IDP_ORIGIN,
  });
}
