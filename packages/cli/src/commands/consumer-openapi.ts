import { configOption, defineCommand, type Command } from "../command.ts";
import { openRegistry } from "../consumers/open-registry.ts";
import { exitCode } from "../exit-code.ts";
import { printJson } from "../output/json.ts";

const name = "consumer openapi";

/** `erpgate consumer openapi`: what one application may call, for tools that read OpenAPI. */
export const consumerOpenApi: Command = defineCommand(
  {
    name,
    summary: "prints what an application may call as OpenAPI 3.1",
    forms: ["NAME [--config FILE]"],
    details: [
      "It is made of the scopes as they are registered now, with the connections' switches; the gateway need not run. The application itself gets the same at /openapi.json of the running gateway, with its key.",
    ],
    positionals: { min: 1, max: 1, what: "the NAME of a consumer" },
    options: { config: configOption },
    examples: [
      {
        line: "erpgate consumer openapi web-shop",
        what: "for Postman, Insomnia or a client generator",
      },
    ],
  },
  async ({ options, positionals: [consumer = ""], io }) => {
    await using registry = await openRegistry(options.config, name, io);
    printJson(io.stdout, await registry.openApi(consumer));
    return exitCode.ok;
  },
);
