import type { GatewayConfig } from "../config/gateway-config.ts";
import type { MountSet } from "../connections/mount-set.ts";
import type { Lasting } from "../front-parts.ts";
import type { Front } from "../front.ts";
import { createListener, type Listener } from "../listen.ts";
import type { Gauge, printMetrics } from "../metrics/print-metrics.ts";
import type { Reloader } from "../reload/reloader.ts";
import { createAdminHandler } from "./admin.ts";
import { createReloadHandler } from "./reload-handler.ts";

/** What the administration speaks about. */
export interface AdminSubjects {
  readonly lasting: Lasting;
  readonly front: Front;
  readonly mountSet: MountSet;
  readonly draining: () => boolean;
  readonly reload: Reloader["reload"];
}

/** @returns the administration's listener, not bound yet */
export function createAdmin(subjects: AdminSubjects, { limits, admin: { host } }: GatewayConfig): Listener {
  const { mountSet, draining, reload } = subjects;
  const { store, audit, keyring } = subjects.lasting.records;
  const { now, log } = subjects.lasting;
  const handler = createAdminHandler({
    store,
    audit,
    draining,
    get mounts() {
      return mountSet.mounts;
    },
    metrics: () => metricsOf(subjects),
    reload: createReloadHandler({ reload: () => reload(), keyring, host, now, log }),
  });
  return createListener(limits, handler);
}

function metricsOf({ mountSet, lasting, front }: AdminSubjects): Parameters<typeof printMetrics> {
  const byName = [...mountSet.mounts.values()].map(({ name, metrics }) => [name, metrics] as const);
  const gauges: readonly Gauge[] = [
    { name: "erpgate_requests_in_flight", help: "Requests that are being answered.", value: front.inFlight },
    { name: "erpgate_credentials_remembered", help: "Verified credentials in memory.", value: front.remembered },
    {
      name: "erpgate_audit_waiting",
      help: "Audit rows that wait to be committed.",
      value: lasting.records.audit.waiting,
    },
    { name: "process_resident_memory_bytes", help: "Resident memory.", value: process.memoryUsage.rss() },
  ];
  return [new Map([...byName, ["", lasting.ownMetrics] as const]), gauges];
}
