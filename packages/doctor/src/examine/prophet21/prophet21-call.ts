import type { Prophet21Options } from "@erpgate/client";
import type { World } from "../world.ts";
import type { Sent } from "../wire/sent.ts";

export type Prophet21World = World<Prophet21Options>;

/** One probe below the base URL. JSON is asked for with every call: some builds answer 500 without it (observed). */
export interface Prophet21Probe {
  readonly path: string;
  readonly purpose: string;
  /** @default "GET" */
  readonly method?: string;
  readonly body?: string;
  /** Another base than the connection's: the UI server's. */
  readonly base?: string;
  readonly maxBytes?: number;
}

export function callProphet21(
  { options, recorder }: Prophet21World,
  headers: Readonly<Record<string, string>>,
  { path, purpose, method = "GET", body, base = options.url, maxBytes }: Prophet21Probe,
): Promise<Sent> {
  return recorder.send({
    method,
    url: `${base.replace(/\/+$/, "")}${path}`,
    headers: {
      ...headers,
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    purpose,
    ...(body === undefined ? {} : { body }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
}

export const isOk = ({ status }: Sent): boolean => status >= 200 && status < 300;

/** With the slash: without it the answer is a redirect (observed). */
export const ROUTER = "/api/ui/router/v1/?urlType=external";
