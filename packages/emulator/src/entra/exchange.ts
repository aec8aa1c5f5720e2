import type { Call } from "../http/call.ts";
import type { Findings, Surroundings } from "../system.ts";
import type { EntraEndpoint } from "./read-address.ts";
import { refuse } from "./refusal.ts";
import type { EntraApp, EntraState, EntraTenant } from "./state.ts";
import { findTenant } from "./find-tenant.ts";
import type { EntraSwitches } from "./switches.ts";

/** One request to an endpoint of a tenant. */
export interface EntraExchange {
  readonly call: Call;
  readonly endpoint: EntraEndpoint | "device-page";
  /** As it stands in the address. */
  readonly tenantName: string;
  readonly version: 1 | 2;
  /** The query of a GET, the form of a POST. */
  readonly form: URLSearchParams;
  readonly state: EntraState;
  readonly switches: EntraSwitches;
  readonly surroundings: Surroundings;
  readonly findings: Findings;
  readonly nowMs: number;
  readonly traceId: string;
  readonly correlationId: () => string;
}

const TEN_MINUTES_MS = 600_000;
/** How long a code may be redeemed (official: about ten minutes). */
export const CODE_LIFETIME_MS: number = TEN_MINUTES_MS;

/** The names that stand for "whatever tenant the user is of". */
export function isShared(tenantName: string): boolean {
  return ["common", "organizations", "consumers"].includes(tenantName.toLowerCase());
}

/** The tenant of the address; undefined for the shared names, where the user decides. */
export function tenantOf({ tenantName, state }: EntraExchange): EntraTenant | undefined {
  if (isShared(tenantName)) return undefined;
  return findTenant(state.tenants, tenantName) ?? refuse(90002, tenantsText(state), { tenant: tenantName });
}

function tenantsText({ tenants }: EntraState): string {
  return `one of the tenants ${tenants.map(({ domain, id }) => `${domain} (${id})`).join(", ")}`;
}

/** A parameter that must be there. */
export function required({ form }: EntraExchange, parameter: string): string {
  const value = form.get(parameter);
  return value === null || value === "" ? refuse(900144, `the parameter ${parameter}`, { parameter }) : value;
}

/** The application that client_id names, if this tenant has it. */
export function appOf(exchange: EntraExchange, clientId: string, tenant: EntraTenant | undefined): EntraApp {
  const { state } = exchange;
  const wanted = clientId.toLowerCase();
  const app = state.apps.find((each) => each.clientId === wanted);
  const isHere = app !== undefined && (tenant === undefined || app.isMultiTenant || app.tenantId === tenant.id);
  if (!isHere) {
    const values = { app: clientId, tenant: tenant?.domain ?? exchange.tenantName };
    return refuse(700016, "the client id of an application of this tenant", values);
  }
  if (app.isDisabled) refuse(7000112, "an application that is not disabled", { app: clientId });
  if (tenant === undefined && !app.isMultiTenant)
    refuse(50194, "the tenant's own address, for a single-tenant application", { app: clientId });
  exchange.findings.principal ??= app.name;
  return app;
}
