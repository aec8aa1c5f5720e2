import type { Store } from "@erpgate/gateway";
import type { Io } from "../command.ts";
import { locateConfig } from "../locate-config.ts";
import { readGatewayConfig } from "./read-gateway-config.ts";

/** Opens the store of the gateway that a configuration file describes, whether it runs or not. */
export async function openStoreOf(option: string | undefined, command: string, io: Io): Promise<Store> {
  const { gateway } = await readGatewayConfig(await locateConfig(option, command, io), io);
  const { openStore } = await import("@erpgate/gateway");
  return openStore(gateway.store);
}
