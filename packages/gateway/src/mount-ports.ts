import type { RequestListener } from "node:http";
import type { ClosingList } from "./closing-list.ts";
import type { GatewayConfig, Limits } from "./config/gateway-config.ts";
import type { ServerIdentity } from "./https/server-identity.ts";
import { createListener, type Listener } from "./listen.ts";

/** The ports that connections have to themselves. */
export interface MountPorts extends Pick<Listener, "adjust" | "renew" | "close"> {
  /** Where they listen, by connection. */
  readonly urls: ReadonlyMap<string, string>;
}

/** Opens them, on the host of the data listener. @throws ErpgateError `CONFIG_INVALID` naming the option, the cause and the next step */
export async function openMountPorts(
  { limits, listen, mounts }: GatewayConfig,
  handlerFor: (connection: string) => RequestListener,
  opened: ClosingList,
  identity: ServerIdentity | undefined,
): Promise<MountPorts> {
  const listeners: Listener[] = [];
  const urls = new Map<string, string>();
  for (const [connection, { port }] of Object.entries(mounts)) {
    if (port === undefined) continue;
    const listener = createListener(limits, handlerFor(connection), identity);
    opened.defer(() => listener.close(0));
    listeners.push(listener);
    urls.set(connection, await listener.bind(`gateway.mounts.${connection}.port`, { host: listen.host, port }));
  }
  return {
    urls,
    adjust(next: Limits) {
      for (const listener of listeners) listener.adjust(next);
    },
    renew(next: ServerIdentity) {
      for (const listener of listeners) listener.renew(next);
    },
    async close(timeoutMs) {
      const closed = await Promise.all(listeners.map((listener) => listener.close(timeoutMs)));
      return closed.every((complete) => complete);
    },
  };
}
