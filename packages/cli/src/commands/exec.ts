import type { Connection } from "@erpgate/client";
import { configOption, defineCommand, type Command, type Io } from "../command.ts";
import { openConnections, theConnection } from "../open-connections.ts";

const name = "exec";

/** `erpgate exec`: a program that reaches the ERP and holds nothing of its login. */
export const exec: Command = defineCommand(
  {
    name,
    summary: "runs a program with a loopback address that is let in at the ERP, and a key that only the program has",
    forms: ["CONNECTION -- PROGRAM [ARGUMENT…]"],
    details: [
      "The program finds ERPGATE_URL, which stands for the connection's URL, and ERPGATE_KEY in its environment, and presents the key as Authorization: Bearer, as x-api-key or as the password of Basic. The ERP's own password, key and token stay here, and so do the variables that the configuration took them from; tokens are renewed here as well.",
      "Links in answers, such as @odata.nextLink, name the ERP itself: take their path and query. Address and key end with the program; its exit code is passed on, and signals are passed to it.",
    ],
    positionals: { min: 2, max: Infinity, what: "a CONNECTION and, after --, a PROGRAM" },
    options: { config: configOption },
    examples: [
      { line: "erpgate exec p21 -- python3 nightly.py", what: "a job that needs no secret of its own" },
      {
        line: "erpgate exec kinetic -- sh -c 'curl -sS -H \"Authorization: Bearer $ERPGATE_KEY\" $ERPGATE_URL/api/v2/odata/EPIC06/'",
        what: "any HTTP client",
      },
    ],
  },
  async ({ options, positionals: [connectionName = "", ...words], io }) => {
    const read = await openConnections(options.config, connectionName, name, io);
    await read.store?.entries();
    const found = theConnection(read, connectionName);
    const { connect } = await import("@erpgate/client");
    await using connection: Connection = found.system === "kinetic" ? connect(found) : connect(found);
    // Before the program starts: a login that fails is our report, not the program's.
    await connection.headers();
    const { startForwarder } = await import("../exec/forwarder.ts");
    const { runChild } = await import("../exec/run-child.ts");
    const forwarder = await startForwarder(connection);
    try {
      const given = {
        ...withoutSecrets(io.env, read.variables),
        ERPGATE_URL: forwarder.url,
        ERPGATE_KEY: forwarder.key,
      };
      return await runChild(words, given, io.cwd);
    } finally {
      await forwarder.close();
    }
  },
);

/** The environment without what this connection's secrets and the token store's key came from. */
function withoutSecrets(env: Io["env"], variables: ReadonlyMap<string, string>): Io["env"] {
  const held = new Set([...variables.keys(), "ERPGATE_STORE_KEY", "ERPGATE_STORE_PASSPHRASE"]);
  return Object.fromEntries(Object.entries(env).filter(([variable]) => !held.has(variable)));
}
