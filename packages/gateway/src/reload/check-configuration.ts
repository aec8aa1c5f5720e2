import { createMountSet } from "../connections/mount-set.ts";
import { type Configuration, prepare } from "./prepare.ts";

/**
 * Checks a configuration as a start or a reload would, key and certificate files included. Starts nothing, listens nowhere,
 * asks no ERP, writes nothing.
 *
 * @throws ErpgateError `CONFIG_INVALID` listing every fault
 */
export async function checkConfiguration(configuration: Configuration): Promise<void> {
  await using mountSet = createMountSet({ runtime: {}, tokens: undefined, shares: undefined, log: () => undefined });
  const { change } = await prepare(configuration, mountSet, () => undefined);
  await change.abandon();
}
