import type { Endpoint } from "../endpoint.ts";

/** An endpoint whose code is loaded with its first request: few connections need a proxy or certificates of their own. */
export function openLateEndpoint(url: URL, load: () => Promise<Endpoint>): Endpoint {
  let opened: Promise<Endpoint> | undefined;
  return {
    origin: url.origin,
    host: url.host,
    send: async (wire) => (await (opened ??= load())).send(wire),
    close: () => void opened?.then((endpoint) => endpoint.close()),
  };
}
