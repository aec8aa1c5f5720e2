import { createEmulator } from "@erpgate/emulator";
import type { Emulator, EmulatorOptions } from "@erpgate/emulator";
import { seeded } from "../../tools/seeded-secrets.ts";

/** Every credential is seeded, so that the search after the test run would find it wherever it got out. */
export const secrets: Readonly<Record<"kineticPassword" | "kineticKey" | "p21Password" | "p21Key", string>> = {
  kineticPassword: seeded("kinetic-password"),
  kineticKey: seeded("kinetic-api-key"),
  p21Password: seeded("p21-password"),
  p21Key: seeded("p21-consumer-key"),
};

/** The emulator's options with seeded credentials; what a test gives wins. */
export function erpOptions({ kinetic, prophet21, ...rest }: EmulatorOptions = {}): EmulatorOptions {
  return {
    ...rest,
    kinetic: {
      user: { username: "integration", password: secrets.kineticPassword },
      apiKey: secrets.kineticKey,
      ...kinetic,
    },
    prophet21: {
      user: { username: "api_user", password: secrets.p21Password },
      consumerKey: { name: "erpgate", key: secrets.p21Key },
      ...prophet21,
    },
  };
}

/** An ERP in this process, for one test. */
export function createErp(options?: EmulatorOptions): Emulator {
  return createEmulator(erpOptions(options));
}

/** Something to open that needs no closing. */
export function disposable<T extends object>(value: T): T & AsyncDisposable {
  return { ...value, [Symbol.asyncDispose]: () => Promise.resolve() };
}
