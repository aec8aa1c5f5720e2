import type { AccessToken, Connection } from "@erpgate/client";
import { configOption, defineCommand, jsonOption, type Command, type Io } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { moment, momentText, printJson } from "../output/json.ts";
import { openConnection } from "../open-connections.ts";
import { UsageError } from "../usage-error.ts";

const name = "token";

/** `erpgate token`: what a program presents to the ERP, fresh, on standard output. */
export const token: Command = defineCommand(
  {
    name,
    summary: "signs a connection in and prints its token, or every header that lets a call in",
    forms: ["CONNECTION [--raw | --header | --json]"],
    details: [
      "The token goes to stdout and nowhere else; how long it lasts goes to stderr. Kinetic's Basic login has no token: use --header.",
    ],
    positionals: { min: 1, max: 1, what: "a CONNECTION of the configuration file" },
    options: {
      config: configOption,
      raw: { kind: "flag", help: "the token alone: no line end, no word on stderr" },
      header: { kind: "flag", help: "every header that lets a call in, one per line, as curl -H @- takes them" },
      json: jsonOption,
    },
    examples: [
      { line: "erpgate token p21", what: "the token, and on stderr until when it is good" },
      {
        line: "erpgate token kinetic --header | curl -sS -H @- https://erp.example.com/ERP11PROD/api/v2/odata/EPIC06/",
        what: "lets curl in, with no secret in its arguments",
      },
      { line: "erpgate token p21 --json", what: "token and expiry for a script" },
    ],
  },
  async ({ options, positionals: [connectionName = ""], io }) => {
    const forms = (["raw", "header", "json"] as const).filter((form) => options[form]);
    if (forms.length > 1) throw new UsageError([`--${forms.join(" and --")} exclude each other`], name);
    const found = await openConnection(options.config, connectionName, name, io);
    const { connect } = await import("@erpgate/client");
    await using connection: Connection = found.system === "kinetic" ? connect(found) : connect(found);
    // Awaited here: the connection must stay open until it is done.
    return await print(connection, connectionName, forms[0], io);
  },
);

async function print(
  connection: Connection,
  connectionName: string,
  form: "raw" | "header" | "json" | undefined,
  io: Io,
): Promise<ExitCode> {
  if (form === "header") {
    const headers = await connection.headers();
    io.stdout.write(
      Object.entries(headers)
        .map(([header, value]) => `${header}: ${value}\n`)
        .join(""),
    );
    return exitCode.ok;
  }
  const held = await connection.token();
  if (held === undefined) return sayNoToken(connectionName, form, io);
  printToken(held, connectionName, form, io);
  return exitCode.ok;
}

function printToken(held: AccessToken, connectionName: string, form: "raw" | "json" | undefined, io: Io): void {
  if (form === "json")
    return printJson(io.stdout, {
      connection: connectionName,
      tokenType: "Bearer",
      token: held.token,
      expires: moment(held.expiresAtMs),
    });
  if (form === "raw") return io.stdout.write(held.token);
  io.stdout.write(`${held.token}\n`);
  io.stderr.write(`valid until ${momentText(held.expiresAtMs)}\n`);
}

function sayNoToken(connectionName: string, form: "raw" | "json" | undefined, io: Io): ExitCode {
  if (form === "json")
    printJson(io.stdout, { connection: connectionName, tokenType: null, token: null, expires: moment(undefined) });
  io.stderr.write(
    `erpgate: ${connectionName} signs in with Basic, which has no token; use erpgate token ${connectionName} --header\n`,
  );
  return exitCode.couldNotRun;
}
