import type { Description, EmulatorTls } from "@erpgate/emulator";
import type { Io, Sink } from "../command.ts";
import { listenFailure } from "../serve/listen-failure.ts";
import { writeFileWhileRunning } from "../serve/ready-file.ts";
import type { Service } from "../serve/service.ts";
import { emulatorScreen } from "./emulator-screen.ts";

export interface EmulatorChoices {
  /** Kinetic's port, P21, Entra ID and the Epicor IdP take the next three; 0 for any that are free. */
  readonly port: number;
  readonly seed: number;
  /** https on all ports. */
  readonly tls: boolean;
  /** Where the certificate to trust is kept while the emulator runs. */
  readonly caFile: string | undefined;
}

/** Starts the emulator and describes it. */
export async function startEmulated(
  { port, seed, tls, caFile }: EmulatorChoices,
  platform: Io["platform"],
): Promise<Service> {
  const { describeEmulator, startEmulator } = await import("@erpgate/emulator");
  const [prophet21Port, entraPort, epicorIdpPort] = port === 0 ? [0, 0, 0] : [port + 1, port + 2, port + 3];
  const emulator = await startEmulator({
    seed,
    tls,
    listen: { kineticPort: port, prophet21Port, entraPort, epicorIdpPort },
  }).catch((error: unknown) => {
    throw listenFailure(
      error,
      [
        { port, named: "--port" },
        { port: prophet21Port, named: "--port, which gives P21 the next port" },
        { port: entraPort, named: "--port, which gives Entra ID the port after P21's" },
        { port: epicorIdpPort, named: "--port, which gives the Epicor IdP the port after Entra ID's" },
      ],
      platform,
    );
  });
  const description: Description = describeEmulator(emulator);
  const trust = emulator.tls === undefined ? {} : { tls: emulator.tls };
  const document = { event: "ready", ...description, ...trust, pid: process.pid };
  const kept = keepAuthority(emulator.tls, caFile);
  return {
    document,
    // The line for machines comes first even then: whoever reads one line need not know about --json.
    screen: (sink: Sink) => `${JSON.stringify(document)}\n${emulatorScreen(description, sink)}`,
    drain: () => emulator.close(),
    [Symbol.asyncDispose]: async () => {
      kept?.[Symbol.dispose]();
      await emulator[Symbol.asyncDispose]();
    },
  };
}

/** Programs take the certificate to trust as a file: `curl --cacert`, NODE_EXTRA_CA_CERTS. */
function keepAuthority(tls: EmulatorTls | undefined, caFile: string | undefined): Disposable | undefined {
  return tls === undefined || caFile === undefined ? undefined : writeFileWhileRunning("--ca-file", caFile, tls.ca);
}
