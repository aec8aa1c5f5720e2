import { connect } from "@erpgate/client";
import type { EmulatorOptions } from "@erpgate/emulator";
import type { Profile } from "../verifies.ts";
import { openGateway } from "./gateway.ts";
import type { GatewayWorldOptions } from "./gateway.ts";
import { prophet21Client } from "./prophet21-client.ts";
import type { Prophet21Client } from "./prophet21-client.ts";
import { prophet21Emulator, prophet21Wire } from "./prophet21-wire.ts";
import type { Prophet21Wire } from "./prophet21-wire.ts";

/**
 * The gateway in front of the emulator, over sockets: a program written for Prophet 21 that changed its base URL and its
 * login, and nothing else.
 */
export function prophet21Gateway(
  options?: EmulatorOptions["prophet21"],
  given: GatewayWorldOptions = {},
): Profile<Prophet21Wire> {
  const open = async (): Promise<Prophet21Wire & AsyncDisposable> => {
    const world = await openGateway({ ...given, ...(options && { erp: { prophet21: options } }) });
    const { gateway, erp, consumer } = world;
    // The consumer's name is no user of Prophet 21; the one user it may name is the one it was registered with.
    const user = { username: erp.prophet21.user.username, password: consumer.key };
    const wire = prophet21Wire({ erp, fetch, url: `${gateway.url}/prophet21`, user, key: consumer.key });
    return { ...wire, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
  };
  return { name: "gateway", open };
}

/** The emulator by itself, and through the gateway: what holds at the one holds at the other. */
export function prophet21Wires(options?: EmulatorOptions["prophet21"]): readonly Profile<Prophet21Wire>[] {
  return [prophet21Emulator(options), prophet21Gateway(options)];
}

/** The client through the gateway to the emulator, over sockets. */
const prophet21ClientOnGateway: Profile<Prophet21Client> = {
  name: "client through gateway",
  open: async () => {
    const world = await openGateway();
    const { gateway, erp, consumer } = world;
    const auth = { kind: "consumer-key", key: consumer.key } as const;
    const connection = connect({ system: "prophet21", url: `${gateway.url}/prophet21`, auth });
    const close = async (): Promise<void> => {
      await connection.close();
      await world[Symbol.asyncDispose]();
    };
    return { erp, connection, [Symbol.asyncDispose]: close };
  },
};

/** The client on the emulator in this process, and through the gateway over sockets. */
export const prophet21Clients: readonly Profile<Prophet21Client>[] = [prophet21Client(), prophet21ClientOnGateway];
