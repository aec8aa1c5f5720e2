import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { currentOperator } from "../consumers/current-operator.ts";
import { exitCode } from "../exit-code.ts";
import { locateConfig } from "../locate-config.ts";
import { printJson } from "../output/json.ts";
import { plainLine } from "../output/plain-text.ts";
import { readPort } from "../parse-arguments.ts";
import { readReloadAddress } from "../serve/read-reload-address.ts";

const name = "reload";

/** `erpgate reload`: the running gateway reads its configuration again. */
export const reload: Command = defineCommand(
  {
    name,
    summary: "has the running gateway read its configuration again, without dropping a call",
    forms: ["[--config FILE] [--admin-port N] [--json]"],
    details: [
      "The whole file is checked first: with any fault all of them are named and nothing changes. Calls in flight finish by the old configuration; connections that are the same keep their token.",
      "Run it on the gateway's computer, as a user who may read its key file: that is what it proves itself with. The file and the environment variables that it refers to are read by the gateway. On Linux and macOS SIGHUP does the same.",
      "A login that has changed is tried at its ERP first: if the ERP refuses it, the old one goes on and nothing changes.",
      "listen, admin, tls, verify, mounts, store, keyFile, tracing and limits.headerBytes are read at the start alone; changed ones are named, and nothing changes.",
    ],
    positionals: { min: 0, max: 0, what: "no argument" },
    options: {
      config: configOption,
      "admin-port": { kind: "text", value: "N", help: "where its administration listens, if serve was given one" },
      json: jsonOption,
    },
    examples: [
      { line: "erpgate reload --config erpgate.yaml", what: "says which connections are new, changed or gone" },
    ],
  },
  async ({ options, io }) => {
    const port = readPort("--admin-port", options["admin-port"], name);
    const { file, admin, keyFile } = await readReloadAddress(await locateConfig(options.config, name, io), io);
    const { describeReload, requestReload } = await import("@erpgate/gateway");
    const result = await requestReload(
      { admin: { ...admin, port: port ?? admin.port }, keyFile },
      io.now,
      currentOperator(io),
    );
    if (options.json) printJson(io.stdout, { file, ...result });
    else io.stdout.write(`${plainLine(describeReload(result))}\n`);
    return exitCode.ok;
  },
);
