import type { RunningEmulator } from "@erpgate/emulator";
import type { RunningGateway } from "@erpgate/gateway";
import type { Io } from "../command.ts";
import type { ConnectionOptions } from "../open-connections.ts";
import { watchedLog } from "../serve/gateway-log.ts";
import { listenFailure } from "../serve/listen-failure.ts";
import type { PortChoices } from "../serve/start-configured.ts";
import { createOpened, type Opened } from "../serve/opened.ts";
import type { Service } from "../serve/service.ts";
import { demoFolder } from "./demo-folder.ts";
import { demoLines } from "./demo-lines.ts";
import { demoScreen, type DemoScreen } from "./demo-screen.ts";

/** Where the demo listens unless told otherwise: the same every time, so that it is found again. */
const DEMO_PORT = 8321;

const CONSUMER = "demo";

/** What the demo's consumer may do: enough to see it work, little enough to see a refusal. */
const ACCESS = { kinetic: { scope: "/*/Erp.BO.CustomerSvc" }, p21: { scope: "/odata:supplier" } };

/** Starts the gateway over an emulator of its own; what it keeps lies in a temporary folder that goes with it. */
export async function startDemo(ports: PortChoices, io: Io): Promise<Service> {
  const opened = createOpened();
  try {
    return await openDemo(opened, ports, io);
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

async function openDemo(opened: Opened, ports: PortChoices, io: Io): Promise<Service> {
  const folder = opened.use(demoFolder());
  const { startEmulator } = await import("@erpgate/emulator");
  const emulator = opened.use(await startEmulator());
  const connections = connectionsTo(emulator);
  const gateway = opened.use(await startGatewayOver(connections, folder.path, ports, io));
  const key = await registerConsumer(gateway, connections);
  const screen = { ...describe(gateway, emulator, key), platform: io.platform };
  return {
    document: documentOf(screen),
    screen: (sink) => demoScreen(screen, sink),
    drain: () => gateway.drain(),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

type DemoConnections = Readonly<Record<keyof typeof ACCESS, ConnectionOptions>>;

function connectionsTo({ kinetic, prophet21 }: RunningEmulator): DemoConnections {
  const { username, password } = kinetic.user;
  const { key } = prophet21.consumerKey;
  return {
    kinetic: {
      system: "kinetic",
      url: kinetic.url,
      company: kinetic.company,
      apiKey: kinetic.apiKey,
      auth: { kind: "token-resource", username, password },
    },
    p21: {
      system: "prophet21",
      url: prophet21.url,
      auth: { kind: "consumer-key", key, username: prophet21.user.username },
    },
  };
}

async function startGatewayOver(
  connections: DemoConnections,
  folder: string,
  ports: PortChoices,
  io: Io,
): Promise<RunningGateway> {
  const { checkGatewayConfig, resolveGatewayFiles, startGateway } = await import("@erpgate/gateway");
  const port = ports.port ?? DEMO_PORT;
  const adminPort = ports.adminPort ?? 0;
  const config = checkGatewayConfig({ listen: { port }, admin: { port: adminPort } }, (path, message, fix) => {
    throw new TypeError(`the demo's own configuration: ${path.join(".")} ${message}. ${fix}`);
  });
  const origins = [
    { port, named: ports.port === undefined ? "the demo's own port (--port chooses another)" : "--port" },
    { port: adminPort, named: "--admin-port" },
  ];
  const options = { config: resolveGatewayFiles(config, folder), connections, log: watchedLog(io) };
  return startGateway(options).catch((error: unknown) => {
    throw listenFailure(error, origins, io.platform);
  });
}

/** @returns its key */
async function registerConsumer(gateway: RunningGateway, connections: DemoConnections): Promise<string> {
  const { accessCheckFor, addConsumer } = await import("@erpgate/gateway");
  const input = { name: CONSUMER, access: ACCESS };
  const { key } = await addConsumer(gateway.store, gateway.keyring, input, accessCheckFor(connections));
  // Whoever copies a line the moment it appears must not be too early.
  await gateway.consumers.reload();
  return key.reveal();
}

function describe(
  gateway: RunningGateway,
  { kinetic, prophet21 }: RunningEmulator,
  key: string,
): Omit<DemoScreen, "platform"> {
  const addresses = { url: gateway.url, company: kinetic.company, consumer: CONSUMER, key };
  return {
    ...addresses,
    adminUrl: gateway.adminUrl,
    kineticUrl: kinetic.url,
    prophet21Url: prophet21.url,
    lines: demoLines(addresses),
  };
}

/** The ready line for machines; its key opens an emulator and is thrown away with it. */
function documentOf(screen: DemoScreen): Readonly<Record<string, unknown>> {
  const { url, adminUrl, consumer, key, lines } = screen;
  const connections = Object.keys(ACCESS);
  return {
    event: "ready",
    url,
    adminUrl,
    connections,
    consumer: { name: consumer, key },
    try: lines,
    pid: process.pid,
  };
}
