import type { Endpoint } from "../endpoint.ts";
import type { MakeResponse } from "../erp-response.ts";
import { openNodeEndpoint } from "../node-endpoint.ts";
import { createConnector } from "./connector.ts";
import type { Way } from "./way.ts";

/** The endpoint of a host that is reached on a way of its own. */
export function openWayEndpoint(url: URL, makeResponse: MakeResponse, way: Way): Endpoint {
  const connector = createConnector(way);
  const endpoint = openNodeEndpoint(url, makeResponse, (target) => connector.open(target));
  return {
    ...endpoint,
    close: () => {
      connector.close();
      endpoint.close();
    },
  };
}
