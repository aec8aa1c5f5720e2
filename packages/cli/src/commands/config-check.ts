import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { locateConfig } from "../locate-config.ts";
import { printJson } from "../output/json.ts";
import { readGatewayConfig } from "../serve/read-gateway-config.ts";

const name = "config check";

/** `erpgate config check`: whether a gateway would start with this file. */
export const configCheck: Command = defineCommand(
  {
    name,
    summary: "checks a configuration file whole, and names every fault at once",
    forms: ["[--config FILE] [--json]"],
    details: [
      "Reads what the file refers to: secrets, key files, certificates. Starts nothing, asks no ERP, writes nothing; a gateway that runs with the file is not disturbed.",
      "Exit code 0: a gateway would start with it. 2: it would not.",
    ],
    positionals: { min: 0, max: 0, what: "no argument" },
    options: { config: configOption, json: jsonOption },
    examples: [
      { line: "erpgate config check --config next.yaml", what: "before it takes the place of the one in force" },
    ],
  },
  async ({ options, io }) => {
    const { file, connections, gateway } = await readGatewayConfig(await locateConfig(options.config, name, io), io);
    const { checkConfiguration } = await import("@erpgate/gateway");
    await checkConfiguration({ config: gateway, connections });
    const names = Object.keys(connections);
    if (options.json) printJson(io.stdout, { usable: true, file, connections: names });
    else io.stdout.write(`${file} can be used. Connections: ${names.join(", ")}.\n`);
    return exitCode.ok;
  },
);
