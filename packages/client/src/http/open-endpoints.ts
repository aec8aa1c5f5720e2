import type { Log } from "../log.ts";
import type { ConnectionOptionsBase } from "../options/connection-options.ts";
import type { Runtime } from "../runtime.ts";
import type { Endpoint, OpenEndpoint } from "./endpoint.ts";
import { createResponseMaker } from "./erp-response.ts";
import { openFetchEndpoint } from "./fetch-endpoint.ts";
import { openNodeEndpoint } from "./node-endpoint.ts";
import { openLateEndpoint } from "./way/late-endpoint.ts";
import type { TlsWeakened } from "./way/way.ts";
import { wayTo } from "./way/way-to.ts";

/** The endpoints of one connection. All go the way that its options say, those of token services included. */
export interface Endpoints {
  readonly open: OpenEndpoint;
  readonly closeAll: () => void;
}

/** Opens endpoints and remembers them for the end. */
export function openEndpoints(
  options: ConnectionOptionsBase,
  runtime: Runtime,
  timeoutMs: number,
  log: Log | undefined,
): Endpoints {
  const opened: Endpoint[] = [];
  const makeResponse = createResponseMaker();
  const warn = (weakened: TlsWeakened): void => log?.(weakened);
  if (options.tls?.allowUnverifiedCertificate === true) warnAloud(options.url);
  const endpointFor = (url: URL): Endpoint => {
    if (runtime.fetch) return openFetchEndpoint(url, runtime.fetch);
    const way = wayTo(url, { options, env: runtime.env, timeoutMs, warn });
    if (way === undefined) return openNodeEndpoint(url, makeResponse);
    return openLateEndpoint(url, async () => {
      const { openWayEndpoint } = await import("./way/way-endpoint.ts");
      return openWayEndpoint(url, makeResponse, way);
    });
  };
  return {
    open: (url) => {
      const endpoint = endpointFor(url);
      opened.push(endpoint);
      return endpoint;
    },
    closeAll: () => opened.forEach((endpoint) => endpoint.close()),
  };
}

/** Also where nobody listens to the log: Node prints it. */
function warnAloud(url: string): void {
  process.emitWarning(
    `the certificate of ${URL.parse(url)?.host ?? "the server"} is not verified: whoever is on the way can read and change everything`,
    { type: "ErpgateWarning", code: "ERPGATE_TLS_UNVERIFIED", detail: "Give tls.ca or tls.acceptCertificate instead." },
  );
}
