import type { GatewayConfig } from "@erpgate/gateway";
import type { Io } from "../command.ts";
import { type ConnectionOptions, warningLine } from "../open-connections.ts";

/** A configuration file with its `gateway` section, checked whole. */
export interface ServedConfig {
  /** Absolute path. */
  readonly file: string;
  readonly connections: Readonly<Record<string, ConnectionOptions>>;
  /** With every file name absolute: they are written relative to the file, wherever the command is run. */
  readonly gateway: GatewayConfig;
}

/** @throws ConfigError with every fault of the file; nothing of it is in force then */
export async function readGatewayConfig(path: string, io: Io): Promise<ServedConfig> {
  const { readConfig } = await import("@erpgate/client/node");
  const { checkGatewayConfig, connectionNameFault, resolveGatewayFiles } = await import("@erpgate/gateway");
  const paths = process.getBuiltinModule("node:path");
  const { file, connections, sections, warnings } = await readConfig(path, {
    sections: { gateway: checkGatewayConfig },
    nameFault: connectionNameFault,
    env: io.env,
  });
  io.stderr.write(warnings.map((warning) => warningLine(file, warning)).join(""));
  return { file, connections, gateway: resolveGatewayFiles(sections.gateway, paths.dirname(file)) };
}
