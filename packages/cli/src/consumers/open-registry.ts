import type { AddedConsumer, ConsumerInput, ConsumerRecord } from "@erpgate/gateway";
import type { Io } from "../command.ts";
import { locateConfig } from "../locate-config.ts";
import { readGatewayConfig } from "../serve/read-gateway-config.ts";

/** The consumers of one gateway, whether it runs or not. */
export interface Registry extends AsyncDisposable {
  list(): Promise<readonly ConsumerRecord[]>;
  /** @throws StoreError with everything that is wrong, before anything is written */
  add(input: ConsumerInput): Promise<AddedConsumer>;
  revoke(name: string): Promise<ConsumerRecord>;
}

/**
 * Opens the store that a configuration file names. The whole file is checked, though little of it is needed: what a scope
 * means depends on the connection that it is for.
 */
export async function openRegistry(option: string | undefined, command: string, io: Io): Promise<Registry> {
  const { connections, gateway } = await readGatewayConfig(await locateConfig(option, command, io), io);
  const { accessCheckFor, addConsumer, listConsumers, openKeyring, openStore, revokeConsumer } =
    await import("@erpgate/gateway");
  const store = await openStore(gateway.store);
  return {
    list: () => listConsumers(store),
    add: async (input) =>
      addConsumer(store, await openKeyring(gateway.keyFile, store), input, accessCheckFor(connections)),
    revoke: (name) => revokeConsumer(store, name),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
