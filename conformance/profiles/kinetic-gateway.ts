import { connect } from "@erpgate/client";
import type { EmulatorOptions } from "@erpgate/emulator";
import type { Profile } from "../verifies.ts";
import { openGateway } from "./gateway.ts";
import type { GatewayWorldOptions } from "./gateway.ts";
import { kineticClient } from "./kinetic-client.ts";
import type { KineticClient } from "./kinetic-client.ts";
import { kineticEmulator } from "./kinetic-wire.ts";
import type { KineticWire } from "./kinetic-wire.ts";
import { basic, send } from "./send.ts";

/**
 * The gateway in front of the emulator, over sockets: a program written for Kinetic that changed its base URL and its login,
 * and nothing else.
 */
export function kineticGateway(
  options?: EmulatorOptions["kinetic"],
  given: GatewayWorldOptions = {},
): Profile<KineticWire> {
  const open = async (): Promise<KineticWire & AsyncDisposable> => {
    const world = await openGateway({ ...given, ...(options && { erp: { kinetic: options } }) });
    const { gateway, erp, consumer } = world;
    const user = { username: consumer.name, password: consumer.key };
    const login = {
      authorization: basic(user.username, user.password),
      "x-api-key": consumer.key,
      accept: "application/json",
    };
    return {
      erp,
      company: erp.kinetic.company,
      user,
      apiKey: consumer.key,
      send: (path, sent = {}) => send(fetch, `${gateway.url}/kinetic${path}`, login, sent),
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
    };
  };
  return { name: given.admission === undefined ? "gateway" : "gateway with sessions", open };
}

/** The same with calls made in sessions that the gateway keeps, two of them. */
function kineticSessionGateway(options?: EmulatorOptions["kinetic"]): Profile<KineticWire> {
  return kineticGateway(options, { admission: { kinetic: { seats: { count: 2, sessions: true } } } });
}

/** The emulator by itself, and through the gateway: what holds at the one holds at the other. */
export function kineticWires(options?: EmulatorOptions["kinetic"]): readonly Profile<KineticWire>[] {
  return [kineticEmulator(options), kineticGateway(options)];
}

/** The same and through a gateway that keeps sessions, for what calls do. */
export function kineticSessionWires(options?: EmulatorOptions["kinetic"]): readonly Profile<KineticWire>[] {
  return [...kineticWires(options), kineticSessionGateway(options)];
}

/** The client through the gateway to the emulator, over sockets. */
const kineticClientOnGateway: Profile<KineticClient> = {
  name: "client through gateway",
  open: async () => {
    const world = await openGateway();
    const { gateway, erp, consumer } = world;
    const auth = { kind: "basic", username: consumer.name, password: consumer.key } as const;
    const url = `${gateway.url}/kinetic`;
    const connection = connect({ system: "kinetic", url, company: erp.kinetic.company, apiKey: consumer.key, auth });
    const close = async (): Promise<void> => {
      await connection.close();
      await world[Symbol.asyncDispose]();
    };
    return { erp, connection, [Symbol.asyncDispose]: close };
  },
};

/** The client on the emulator in this process, and through the gateway over sockets. */
export const kineticClients: readonly Profile<KineticClient>[] = [kineticClient(), kineticClientOnGateway];
