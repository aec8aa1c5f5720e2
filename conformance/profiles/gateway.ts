import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KineticOptions, Prophet21Options } from "@erpgate/client";
import { startEmulator } from "@erpgate/emulator";
import type { EmulatorOptions, RunningEmulator } from "@erpgate/emulator";
import {
  accessCheckFor,
  addConsumer,
  checkGatewayConfig,
  openKeyring,
  openStore,
  startGateway,
} from "@erpgate/gateway";
import type { ConsumerGrant, GatewayConfig, RunningGateway } from "@erpgate/gateway";
import { erpOptions } from "./erp.ts";

/** A gateway over an ERP of its own, both on real sockets, with one consumer who may reach what the tests read. */
export interface GatewayWorld extends AsyncDisposable {
  readonly erp: RunningEmulator;
  readonly gateway: RunningGateway;
  readonly consumer: { readonly name: string; readonly key: string };
}

type Connections = Readonly<Record<"kinetic" | "prophet21", KineticOptions | Prophet21Options>>;

const NAME = "conformance";
const KINETIC_SCOPE = [
  ..."/*/Erp.BO.CustomerSvc:write /*/Erp.BO.SalesOrderSvc /*/Ice.BO.UserFileSvc:write /*/BaqSvc/zCustomer01".split(" "),
  ..."/*/efx/OrderDesk/* /*/efx/staging/OrderDesk/*".split(" "),
].join(";");
const PROPHET21_SCOPE = "/api;/uiserver0;/data;/odata:*";

/** What a test sets apart from the usual. */
export interface GatewayWorldOptions {
  readonly erp?: EmulatorOptions;
  /** The gateway's own credentials for the ERP, where they are not to be the right ones. */
  readonly apiKey?: string;
  readonly consumerKey?: string;
  /** What the consumer may reach on Prophet 21. @default the REST families, and every table and view */
  readonly prophet21Scope?: string;
  /** The gateway's `admission` section. @default none */
  readonly admission?: object;
  /** A certificate and its key, in files; without one the gateway speaks plain http on loopback. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** Starts both; the consumer is registered before the gateway starts, so that nobody has to wait for it to be noticed. */
export async function openGateway(given: GatewayWorldOptions = {}): Promise<GatewayWorld> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "erpgate-conformance-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const erp = opened.use(await startEmulator(erpOptions(given.erp)));
  const connections = connectionsTo(erp, given);
  const config = configIn(folder, given);
  const key = await register(config, connections, {
    scope: given.prophet21Scope ?? PROPHET21_SCOPE,
    p21Username: erp.prophet21.user.username,
  });
  const gateway = opened.use(await startGateway({ config, connections }));
  const resources = opened.move();
  return { erp, gateway, consumer: { name: NAME, key }, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

function configIn(folder: string, { admission = {}, tls }: GatewayWorldOptions): GatewayConfig {
  const faults: string[] = [];
  const store = join(folder, "erpgate.db");
  const section = { listen: { port: 0 }, admin: { port: 0 }, store, admission, ...(tls && { tls }) };
  const config = checkGatewayConfig(section, (path, message) => faults.push(`${path.join(".")} ${message}`));
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return config;
}

function connectionsTo({ kinetic, prophet21 }: RunningEmulator, given: GatewayWorldOptions): Connections {
  const auth = { kind: "basic", username: kinetic.user.username, password: kinetic.user.password } as const;
  const login = {
    kind: "consumer-key",
    key: given.consumerKey ?? prophet21.consumerKey.key,
    username: prophet21.user.username,
  } as const;
  return {
    kinetic: {
      system: "kinetic",
      url: kinetic.url,
      company: kinetic.company,
      apiKey: given.apiKey ?? kinetic.apiKey,
      auth,
    },
    prophet21: { system: "prophet21", url: prophet21.url, auth: login },
  };
}

async function register(config: GatewayConfig, connections: Connections, prophet21: ConsumerGrant): Promise<string> {
  await using store = await openStore(config.store);
  const keyring = await openKeyring(config.keyFile, store);
  const access = { kinetic: { scope: KINETIC_SCOPE }, prophet21 };
  const { key } = await addConsumer(store, keyring, { name: NAME, access }, accessCheckFor(connections));
  return key.reveal();
}
