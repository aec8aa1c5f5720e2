import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { StartEmulatorOptions } from "@erpgate/emulator";

const CHILD = fileURLToPath(new URL("erp-child.ts", import.meta.url));

/** An emulated ERP that can be killed, and started again at the same addresses with the same keys. */
export interface ErpProcess extends AsyncDisposable {
  readonly kinetic: string;
  readonly prophet21: string;
  /** kill -9. @returns once it is gone */
  kill(): Promise<void>;
  /** @returns once it answers */
  restart(): Promise<void>;
}

export async function startErpProcess(options: StartEmulatorOptions): Promise<ErpProcess> {
  let { child, urls } = await start(options);
  const portOf = (url: string): number => Number(new URL(url).port);
  const listen = { kineticPort: portOf(urls.kinetic), prophet21Port: portOf(urls.prophet21) };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "close");
  };
  return {
    ...urls,
    kill,
    async restart() {
      ({ child, urls } = await start({ ...options, listen }));
    },
    [Symbol.asyncDispose]: kill,
  };
}

interface Urls {
  readonly kinetic: string;
  readonly prophet21: string;
}

async function start(options: StartEmulatorOptions): Promise<{ readonly child: ChildProcess; readonly urls: Urls }> {
  const env = { ...process.env, ERPGATE_SOAK_ERP: JSON.stringify(options) };
  const args = ["--conditions=erpgate-source", CHILD];
  const child = spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, urls: JSON.parse(line) as Urls };
}
