import type { GatewayConfig } from "@erpgate/gateway";
import type { Io } from "../command.ts";
import { readGatewayConfig } from "./read-gateway-config.ts";

/** What has to be right in a file to find the gateway that runs with it. */
const NEEDED: ReadonlySet<unknown> = new Set(["admin", "store", "keyFile"]);

/**
 * Reads where the administration listens and where its key file is. Neither the connections nor their secrets are read,
 * which need not be at hand here, and other faults are left to the gateway, which names all of them.
 * @throws ConfigError with every fault of the file, where even that cannot be read
 */
export async function readReloadAddress(
  path: string,
  io: Io,
): Promise<{ readonly file: string } & Pick<GatewayConfig, "admin" | "keyFile">> {
  const { ConfigError, readConfig } = await import("@erpgate/client/node");
  const { checkGatewayConfig, resolveGatewayFiles } = await import("@erpgate/gateway");
  const paths = process.getBuiltinModule("node:path");
  let section: GatewayConfig | undefined;
  const gateway = (value: unknown, report: Parameters<typeof checkGatewayConfig>[1]): void => {
    section = checkGatewayConfig(value, (at, message, fix) =>
      NEEDED.has(at[0]) ? report(at, message, fix) : undefined,
    );
  };
  await readConfig(path, { sections: { gateway }, only: [], env: io.env }).catch(async (error: unknown) => {
    // That a file without its connections has none is no fault of the file.
    if (ConfigError.is(error) && error.faults.every((fault) => fault.path === "connections")) return;
    await readGatewayConfig(path, io);
    throw error;
  });
  const file = paths.resolve(path);
  if (section === undefined) throw new TypeError(`readConfig gave no section of ${file} and no reason`);
  const { admin, keyFile } = resolveGatewayFiles(section, paths.dirname(file));
  return { file, admin, keyFile };
}
