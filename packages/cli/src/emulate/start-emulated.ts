import type { Description } from "@erpgate/emulator";
import type { Io, Sink } from "../command.ts";
import { listenFailure } from "../serve/listen-failure.ts";
import type { Service } from "../serve/service.ts";
import { emulatorScreen } from "./emulator-screen.ts";

export interface EmulatorChoices {
  /** Kinetic's port, P21 and Entra ID take the next two; 0 for any that are free. */
  readonly port: number;
  readonly seed: number;
}

/** Starts the emulator and describes it. */
export async function startEmulated({ port, seed }: EmulatorChoices, platform: Io["platform"]): Promise<Service> {
  const { describeEmulator, startEmulator } = await import("@erpgate/emulator");
  const [prophet21Port, entraPort] = port === 0 ? [0, 0] : [port + 1, port + 2];
  const emulator = await startEmulator({ seed, listen: { kineticPort: port, prophet21Port, entraPort } }).catch(
    (error: unknown) => {
      throw listenFailure(
        error,
        [
          { port, named: "--port" },
          { port: prophet21Port, named: "--port, which gives P21 the next port" },
          { port: entraPort, named: "--port, which gives Entra ID the port after P21's" },
        ],
        platform,
      );
    },
  );
  const description: Description = describeEmulator(emulator);
  const document = { event: "ready", ...description, pid: process.pid };
  return {
    document,
    // The line for machines comes first even then: whoever reads one line need not know about --json.
    screen: (sink: Sink) => `${JSON.stringify(document)}\n${emulatorScreen(description, sink)}`,
    drain: () => emulator.close(),
    [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose](),
  };
}
