import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  accessCheckFor,
  addConsumer,
  type GatewayEvent,
  type GatewayOptions,
  openKeyring,
  openStore,
} from "@erpgate/gateway";
import { readyLine, startService } from "../../packages/cli/test/run-service.ts";

type Connections = GatewayOptions["connections"];

/** A configuration file for processes of `erpgate serve` that share a store. */
export interface GatewayPlace extends AsyncDisposable {
  readonly folder: string;
  readonly file: string;
  readonly keyFile: string;
  /** Where the store is, as `openStore` takes it. */
  readonly location: string;
  /** Registers a consumer as the command line does. @returns its key */
  register(name: string, scopes: Readonly<Record<string, string>>): Promise<string>;
}

/** @param store `postgres://…`; undefined: a SQLite file in the folder */
export async function makePlace(
  connections: Connections,
  { store, section = {} }: { readonly store?: string; readonly section?: object } = {},
): Promise<GatewayPlace> {
  const folder = await mkdtemp(join(tmpdir(), "erpgate-soak-"));
  const file = join(folder, "erpgate.yaml");
  const location = store ?? join(folder, "erpgate.db");
  const keyFile = join(folder, "erpgate.keys");
  const listen = { listen: { port: 0 }, admin: { port: 0 } };
  // YAML takes JSON as it is. The folder is its owner's alone, so the secrets may stand there.
  const text = JSON.stringify({ connections, gateway: { ...listen, store: location, keyFile, ...section } });
  await writeFile(file, text, { mode: 0o600 });
  return {
    folder,
    file,
    keyFile,
    location,
    async register(name, scopes) {
      await using opened = await openStore(location);
      const access = Object.fromEntries(Object.entries(scopes).map(([connection, scope]) => [connection, { scope }]));
      const keyring = await openKeyring(keyFile, opened);
      return (await addConsumer(opened, keyring, { name, access }, accessCheckFor(connections))).key.reveal();
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** `erpgate serve` as a process of its own. */
export interface GatewayProcess extends AsyncDisposable {
  readonly url: string;
  readonly adminUrl: string;
  readonly pid: number;
  /** Lines of its log so far, those of its workers among them. */
  readonly events: readonly GatewayEvent[];
  /** Rejects if it ends although nobody killed or stopped it. */
  readonly gone: Promise<void>;
  /** kill -9. @returns once it is gone */
  kill(): Promise<void>;
  /** Ctrl-C. @returns once it has drained and ended */
  stop(): Promise<void>;
}

/** Starts one and waits until it is ready. */
export async function serve(
  { file }: GatewayPlace,
  {
    workers = 1,
    ...processOptions
  }: {
    readonly workers?: number;
    readonly nodeArguments?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<GatewayProcess> {
  const many = workers > 1 ? ["--workers", String(workers)] : [];
  const running = await startService(["serve", "--config", file, "--json", ...many], /\n/, processOptions);
  const { url, adminUrl, pid } = readyLine(running) as { url: string; adminUrl: string; pid: number };
  let wanted = false;
  const watchEnd = async (): Promise<void> => {
    const { code, stderr } = await running.ended;
    // The end of what it said tells why.
    if (!wanted) throw new Error(`erpgate serve ended by itself with ${code}: ${stderr.slice(-4000)}`);
  };
  const gone = watchEnd();
  gone.catch(() => undefined);
  return {
    // Out of all that it wrote, for its first lines come before the one that says it is ready.
    get events() {
      return eventsIn(running.stderr());
    },
    gone,
    url,
    adminUrl,
    pid,
    async kill() {
      wanted = true;
      running.child.kill("SIGKILL");
      await running.ended;
    },
    async stop() {
      wanted = true;
      await running.stop();
    },
    [Symbol.asyncDispose]: () => {
      wanted = true;
      return running[Symbol.asyncDispose]();
    },
  };
}

function eventsIn(stderr: string): readonly GatewayEvent[] {
  const whole = stderr.slice(0, stderr.lastIndexOf("\n") + 1).split("\n");
  return whole.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as GatewayEvent);
}
