import type { Connection } from "@erpgate/client";
import { configOption, defineCommand, jsonOption, type Command, type Io } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { nearestName } from "../nearest-name.ts";
import { openConnection } from "../open-connections.ts";
import { printLetIn, type LetIn, type TokenForm, tokenForms } from "../token/token-form.ts";
import { UsageError } from "../usage-error.ts";

const name = "token";

/** `erpgate token`: what a program presents to the ERP, fresh, on standard output. */
export const token: Command = defineCommand(
  {
    name,
    summary: "prints a connection's token, or every header that lets a call in; signs in only if the store has none",
    forms: ["CONNECTION [--raw | --header | --json | --format FORM]"],
    details: [
      "The token goes to stdout and nowhere else; how long it lasts goes to stderr. Kinetic's Basic login has no token: use header, env or credential-process.",
      "raw: the token alone. header: header lines for curl -H @-. json: token and end. env: NAME=value lines for a shell or an environment file. credential-process: one JSON document with Version 1, Token, Headers and Expiration, which is absent where the token does not end. Times are epoch seconds and UTC.",
      "Where a token store is in force (see erpgate help login), its token is printed as long as it is good, and a new one is kept there.",
    ],
    positionals: { min: 1, max: 1, what: "a CONNECTION of the configuration file" },
    options: {
      config: configOption,
      raw: { kind: "flag", help: "the token alone: no line end, no word on stderr" },
      header: { kind: "flag", help: "every header that lets a call in, one per line, as curl -H @- takes them" },
      json: jsonOption,
      format: { kind: "text", short: "f", value: "FORM", help: `one of ${tokenForms.join(", ")}` },
    },
    examples: [
      { line: "erpgate token p21", what: "the token, and on stderr until when it is good" },
      {
        line: "erpgate token kinetic --header | curl -sS -H @- https://erp.example.com/ERP11PROD/api/v2/odata/EPIC06/",
        what: "lets curl in, with no secret in its arguments",
      },
      { line: "erpgate token p21 --json", what: "token and expiry for a script" },
      {
        line: "erpgate token p21 --format credential-process",
        what: "for a program that asks another for its credential",
      },
    ],
  },
  async ({ options, positionals: [connectionName = ""], io }) => {
    const flagged = (["raw", "header", "json"] as const).filter((form) => options[form]);
    const form = chosenForm(flagged, options.format);
    const found = await openConnection(options.config, connectionName, name, io);
    const { connect } = await import("@erpgate/client");
    await using connection: Connection = found.system === "kinetic" ? connect(found) : connect(found);
    const held = await connection.token();
    const headers = needsHeaders(form) ? await connection.headers() : {};
    return print({ connection: connectionName, url: connection.url, token: held, headers }, form, io);
  },
);

function chosenForm(flagged: readonly TokenForm[], format: string | undefined): TokenForm | undefined {
  const given = [...flagged.map((form) => `--${form}`), ...(format === undefined ? [] : ["--format"])];
  if (given.length > 1) throw new UsageError([`${given.join(" and ")} exclude each other`], name);
  if (format === undefined) return flagged[0];
  const form = tokenForms.find((each) => each === format);
  if (form !== undefined) return form;
  const near = nearestName(format, tokenForms);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  throw new UsageError([`--format must be one of ${tokenForms.join(", ")}${hint}`], name);
}

function needsHeaders(form: TokenForm | undefined): boolean {
  return form === "header" || form === "env" || form === "credential-process";
}

/** Headers are there for every login, a token is not. */
function print(given: LetIn, form: TokenForm | undefined, io: Io): ExitCode {
  const hasNone = given.token === undefined && !needsHeaders(form);
  if (!hasNone || form === "json") printLetIn(given, form, io);
  if (!hasNone) return exitCode.ok;
  io.stderr.write(
    `erpgate: ${given.connection} signs in with Basic, which has no token; use erpgate token ${given.connection} --header\n`,
  );
  return exitCode.couldNotRun;
}
