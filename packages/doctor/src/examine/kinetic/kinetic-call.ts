import type { KineticOptions } from "@erpgate/client";
import type { World } from "../world.ts";
import type { Sent } from "../wire/sent.ts";

export type KineticWorld = World<KineticOptions>;

/** One probe: where, and for what. */
export interface KineticProbe {
  readonly api: "v1" | "v2";
  /** Below the company, as `Erp.BO.CompanySvc/Companies?$top=1`. */
  readonly path: string;
  readonly purpose: string;
  /** A method call, with its parameters as JSON; undefined for a read. */
  readonly body?: string;
  /** @default the connection's */
  readonly company?: string;
}

/** Calls Kinetic with exactly these headers. */
export function callKinetic(
  { options, recorder }: KineticWorld,
  headers: Readonly<Record<string, string>>,
  { api, path, purpose, body, company = options.company ?? "" }: KineticProbe,
): Promise<Sent> {
  const below = api === "v2" ? `v2/odata/${encodeURIComponent(company)}` : "v1";
  return recorder.send({
    method: body === undefined ? "GET" : "POST",
    url: `${options.url.replace(/\/+$/, "")}/api/${below}/${path}`,
    headers: {
      accept: "application/json",
      ...headers,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    purpose,
    ...(body === undefined ? {} : { body }),
  });
}

export const apiOf = ({ options }: KineticWorld): "v1" | "v2" => options.apiVersion ?? "v2";

/** The headers without those of these names, in any letter case. */
export function without(headers: Readonly<Record<string, string>>, ...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
}

/** A JSON answer; undefined where it is none. */
export function jsonOf(sent: Sent): unknown {
  try {
    return JSON.parse(sent.body);
  } catch {
    return undefined;
  }
}

export const isOk = ({ status }: Sent): boolean => status >= 200 && status < 300;
