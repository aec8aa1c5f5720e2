import type { GatewayConfig, GatewayOptions, ReloadCause, ReloadResult, RunningCluster } from "@erpgate/gateway";
import type { Io } from "../command.ts";
import { pairs } from "../output/table.ts";
import { styleFor } from "../output/style.ts";
import { jsonLog } from "./gateway-log.ts";
import { listenFailure } from "./listen-failure.ts";
import { readGatewayConfig, type ServedConfig } from "./read-gateway-config.ts";
import type { Service } from "./service.ts";

/** The command line's ports, over those of the configuration. */
export interface PortChoices {
  readonly port: number | undefined;
  readonly adminPort: number | undefined;
  /** How many processes serve. @default 1 */
  readonly workers?: number;
}

/** Reads a configuration file whole, then starts the gateway that it describes; a faulty file starts nothing. */
export async function startConfigured(path: string, ports: PortChoices, io: Io): Promise<Service> {
  const { file, connections, config } = await read(path, ports, io);
  const readAgain = (): ReturnType<typeof read> => read(file, ports, io);
  const options = { config, connections, readAgain, log: jsonLog(io) };
  const running = await startProcesses(options, ports.workers ?? 1).catch((error: unknown) => {
    throw listenFailure(error, portOrigins(config, ports, file), io.platform);
  });
  const { url, adminUrl, verifyUrl, reload } = running;
  const names = Object.keys(connections);
  return {
    document: { event: "ready", url, adminUrl, ...(verifyUrl && { verifyUrl }), connections: names, pid: process.pid },
    screen: (sink) => {
      const mounts = names.map((name): readonly [string, string] => [name, `${url}/${name}`]);
      return `${styleFor(sink).bold("erpgate is ready")}\n${pairs([...mounts, ["admin", adminUrl]], "  ")}`;
    },
    reload,
    drain: () => running.drain(),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** One process or several: for whoever looks after it, they are the same. */
type Running = Omit<RunningCluster, "reload"> & { readonly reload: (cause: ReloadCause) => Promise<ReloadResult> };

async function startProcesses(options: GatewayOptions, workers: number): Promise<Running> {
  const { startCluster, startGateway } = await import("@erpgate/gateway");
  if (workers === 1) {
    const gateway = await startGateway(options);
    return { ...gateway, reload: (cause) => gateway.reload(undefined, cause) };
  }
  const { workerStart } = await import("./worker-start.ts");
  return startCluster({ ...options, workers, fork: workerStart() });
}

async function read(
  path: string,
  ports: PortChoices,
  io: Io,
): Promise<Omit<ServedConfig, "gateway"> & { readonly config: GatewayConfig }> {
  const { file, connections, gateway } = await readGatewayConfig(path, io);
  return { file, connections, config: withPorts(gateway, ports) };
}

function withPorts(config: GatewayConfig, { port, adminPort }: PortChoices): GatewayConfig {
  return {
    ...config,
    listen: { ...config.listen, port: port ?? config.listen.port },
    admin: { ...config.admin, port: adminPort ?? config.admin.port },
  };
}

function portOrigins({ listen, admin }: GatewayConfig, { port, adminPort }: PortChoices, file: string) {
  return [
    { port: listen.port, named: port === undefined ? `gateway.listen.port in ${file}` : "--port" },
    { port: admin.port, named: adminPort === undefined ? `gateway.admin.port in ${file}` : "--admin-port" },
  ];
}
