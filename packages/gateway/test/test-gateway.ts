import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { seeded } from "../../../tools/seeded-secrets.ts";
import type { AuditEntry } from "../src/audit/audit-entry.ts";
import {
  accessCheckFor,
  addConsumer,
  checkGatewayConfig,
  type ConsumerGrant,
  type ConsumerSubject,
  type GatewayEvent,
  type GatewayOptions,
  type RunningGateway,
  startGateway,
} from "../src/index.ts";

/** The login that the gateway holds in tests. */
export const ERP_USER = "svc-gateway";
export const ERP_PASSWORD: string = seeded("erp-password");
export const ERP_API_KEY: string = seeded("erp-api-key");

/** A running gateway over a store of its own, and what tests do with it. */
export interface TestGateway extends AsyncDisposable {
  readonly gateway: RunningGateway;
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly events: GatewayEvent[];
  /** Resolves at the first line of the log, past ones included, that this is true of. */
  logged(wanted: (event: GatewayEvent) => boolean): Promise<void>;
  /** Registers a consumer and answers with its key. */
  register(name: string, access: Record<string, ConsumerGrant>, subjects?: readonly ConsumerSubject[]): Promise<string>;
}

type Connections = GatewayOptions["connections"];

/** Kinetic at an address, with the login above. */
export function kineticAt(url: string, more: object = {}): Connections[string] {
  return {
    system: "kinetic",
    url,
    company: "EPIC06",
    apiKey: ERP_API_KEY,
    auth: { kind: "basic", username: ERP_USER, password: ERP_PASSWORD },
    ...more,
  };
}

/** Starts one on free ports. `section` is the `gateway` section; what it leaves out has its default. */
export async function startTestGateway(
  connections: Connections,
  section: object | ((folder: string) => object | Promise<object>) = {},
  options: Partial<GatewayOptions> = {},
): Promise<TestGateway> {
  const folder = await mkdtemp(join(tmpdir(), "erpgate-gateway-"));
  const events: GatewayEvent[] = [];
  const waiting = new Set<() => void>();
  const log = (event: GatewayEvent): void => {
    events.push(event);
    for (const look of waiting) look();
  };
  const faults: string[] = [];
  const given = typeof section === "function" ? await section(folder) : section;
  const config = checkGatewayConfig(
    { listen: { port: 0 }, admin: { port: 0 }, store: join(folder, "erpgate.db"), ...given },
    (path, message) => faults.push(`${path.join(".")} ${message}`),
  );
  if (faults.length > 0) throw new Error(faults.join("; "));
  const gateway = await startGateway({ config, connections, log, ...options }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    gateway,
    url: gateway.url,
    port: Number(new URL(gateway.url).port),
    folder,
    events,
    logged: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!events.some(wanted)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async register(name, access, subjects = []) {
      const added = await addConsumer(
        gateway.store,
        gateway.keyring,
        { name, access, subjects },
        accessCheckFor(connections),
      );
      await gateway.consumers.reload();
      return added.key.reveal();
    },
    async [Symbol.asyncDispose]() {
      await gateway.drain();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The audit rows written so far. */
export async function auditOf(
  gateway: RunningGateway,
  action: string,
): Promise<readonly Pick<AuditEntry, "reason" | "decision" | "operator">[]> {
  const { decodeEntries } = await import("../src/audit/audit-codec.ts");
  const rows = [];
  // SQLite answers at once: whoever asks until a row is there would else keep the writer's timer from ever running.
  await setImmediate();
  for await (const batch of gateway.store.auditBatches()) rows.push(...(decodeEntries(batch.entries) ?? []));
  return rows.filter((row) => row.action === action);
}
