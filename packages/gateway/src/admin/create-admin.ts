import { accessCheck } from "../access-check-for.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import type { Mount } from "../connections/mount.ts";
import type { MountSet } from "../connections/mount-set.ts";
import type { Lasting } from "../front-parts.ts";
import type { Front } from "../front.ts";
import { createListener, type Listener } from "../listen.ts";
import type { Gauge, printMetrics } from "../metrics/print-metrics.ts";
import type { Reloader } from "../reload/reloader.ts";
import { createAdminHandler } from "./admin.ts";
import { createAdminApi } from "./admin-api.ts";
import type { AdminRoute } from "./admin-route.ts";
import { consumerRoutes } from "./consumer-routes.ts";
import { describeApi } from "./openapi.ts";
import { viewRoutes } from "./view-routes.ts";
import { seatReport } from "./seat-report.ts";
import { createReloadHandler } from "./reload-handler.ts";

/** What the administration speaks about. */
export interface AdminSubjects {
  readonly lasting: Lasting;
  readonly front: Front;
  readonly mountSet: MountSet;
  readonly draining: () => boolean;
  readonly reload: Reloader["reload"];
  readonly loginFaults: () => ReadonlyMap<string, string>;
}

/** @returns the administration's listener, not bound yet */
export function createAdmin(subjects: AdminSubjects, { limits, admin: { host } }: GatewayConfig): Listener {
  const { mountSet, draining, reload } = subjects;
  const { store, audit, keyring } = subjects.lasting.records;
  const { now, log } = subjects.lasting;
  const routes = routesOf(subjects);
  const handler = createAdminHandler({
    store,
    audit,
    draining,
    get mounts() {
      return mountSet.mounts;
    },
    get loginFaults() {
      return subjects.loginFaults();
    },
    metrics: () => metricsOf(subjects),
    api: createAdminApi({ routes, keyring, host, now, log }),
    description: `${JSON.stringify(describeApi(routes))}\n`,
    reload: createReloadHandler({ reload: (cause) => reload(undefined, cause), keyring, host, now, log }),
  });
  return createListener(limits, handler);
}

function routesOf({ lasting: { records, now }, mountSet }: AdminSubjects): readonly AdminRoute[] {
  const checkAccess = accessCheck(
    (name) => mountSet.mounts.get(name)?.dialect,
    () => [...mountSet.mounts.keys()],
  );
  const seats = (): ReturnType<typeof seatReport> => seatReport(mountSet.mounts, now());
  const mountFor = (name: string): Mount | undefined => mountSet.mounts.get(name);
  return [...consumerRoutes({ records, checkAccess, now }), ...viewRoutes({ store: records.store, mountFor, seats })];
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
    ...seatGauges(mountSet),
    { name: "process_resident_memory_bytes", help: "Resident memory.", value: process.memoryUsage.rss() },
  ];
  return [new Map([...byName, ["", lasting.ownMetrics] as const]), gauges];
}

function seatGauges({ mounts }: MountSet): readonly Gauge[] {
  const byConnection = (read: (mount: Mount) => number | undefined): ReadonlyMap<string, number> =>
    new Map(
      [...mounts].flatMap(([name, mount]) => {
        const value = read(mount);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  const views = new Map([...mounts].map(([name, { admission }]) => [name, admission.seats?.view()]));
  return [
    { name: "erpgate_seats", help: "Seats there are.", value: byConnection(({ name }) => views.get(name)?.seats) },
    {
      name: "erpgate_seats_held",
      help: "Seats that calls have.",
      value: byConnection(({ name }) => views.get(name)?.held.length),
    },
    {
      name: "erpgate_seats_waiting",
      help: "Calls that wait for a seat.",
      value: byConnection(({ admission }) => admission.seats?.waitingCount),
    },
    {
      name: "erpgate_breaker_open",
      help: "1 while calls are kept away from an ERP that does not answer.",
      value: byConnection(({ admission: { breaker } }) => breaker && Number(breaker.isOpen)),
    },
  ];
}
