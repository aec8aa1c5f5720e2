import type { TokenWorld } from "../dialect.ts";
import type { Endpoint } from "../http/endpoint.ts";

/** What the flows need of the world: the connection's own network, clock and sleep, and the process's environment. */
export interface EntraWorld extends TokenWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Opens each origin once. */
export function endpointsOf(world: Pick<EntraWorld, "open">): (url: URL) => Endpoint {
  const opened = new Map<string, Endpoint>();
  return (url) => {
    const endpoint = opened.get(url.origin) ?? world.open(url);
    opened.set(url.origin, endpoint);
    return endpoint;
  };
}
