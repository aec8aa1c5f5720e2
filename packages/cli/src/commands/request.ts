import type { Connection } from "@erpgate/client";
import { configOption, defineCommand, jsonOption, type Command, type Io } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { openConnection, type ConnectionOptions } from "../open-connections.ts";
import type { Answer } from "../request/answer.ts";
import { bodyText, isAccepted, printBody, printDocument, printHead } from "../request/print-answer.ts";
import { readBody } from "../request/read-body.ts";
import { readRequest } from "../request/read-request.ts";
import { explainRefusal, readRefusal } from "../request/refusal.ts";

const name = "request";

/** `erpgate request`: curl that is already let in. */
export const request: Command = defineCommand(
  {
    name,
    summary: "makes one call that is already let in; body to stdout, verdict to the exit code",
    forms: ["CONNECTION [METHOD] PATH [--data TEXT|@FILE|-] [--header 'Name: value'] [--include | --json | --curl]"],
    details: [
      "PATH is relative to Kinetic's API root; one that begins with / is taken below the connection's URL, as every P21 path is.",
      "METHOD is GET, or POST where there is --data. The exit code is 0 for 2xx, 1 for every other answer.",
    ],
    positionals: { min: 2, max: 3, what: "a CONNECTION and a PATH" },
    options: {
      config: configOption,
      data: {
        kind: "text",
        short: "d",
        value: "TEXT|@FILE|-",
        help: "the body: text, a file, or - for standard input; JSON unless a header says otherwise",
      },
      header: {
        kind: "text",
        short: "H",
        value: "'Name: value'",
        repeatable: true,
        help: "one more header; never a login, the connection brings that",
      },
      include: { kind: "flag", short: "i", help: "status line and headers before the body" },
      curl: {
        kind: "flag",
        help: "sends nothing; prints the call as a curl line, secrets as $ERPGATE_… (erpgate token CONNECTION --format env)",
      },
      json: jsonOption,
    },
    examples: [
      { line: "erpgate request kinetic 'Erp.BO.CustomerSvc/Customers?$top=1'", what: "one customer" },
      {
        line: "erpgate request p21 '/odataservice/odata/table/supplier?$top=2' --json",
        what: "status, headers and rows as one document",
      },
      {
        line: "erpgate request kinetic POST Erp.BO.CustomerSvc/GetByID --data @arguments.json",
        what: "a method with arguments from a file",
      },
    ],
  },
  async ({ options, positionals: [connectionName = "", ...words], io }) => {
    const call = readRequest(words, options.header, options.data !== undefined);
    const found = await openConnection(options.config, connectionName, name, io);
    if (options.curl) {
      const { curlLine } = await import("../request/curl-line.ts");
      io.stdout.write(`${await curlLine(found, call, options.data)}\n`);
      return exitCode.ok;
    }
    const body = await readBody(options.data, io);
    const { connect } = await import("@erpgate/client");
    await using connection: Connection = found.system === "kinetic" ? connect(found) : connect(found);
    const startedAtMs = io.now();
    const response = await connection.send(call.path, {
      method: call.method,
      headers: headersOf(call.headers, body),
      ...(body === undefined ? {} : { body }),
    });
    const answer = {
      connection: connectionName,
      method: call.method,
      path: call.path,
      response,
      sent: connection.heldHeaders() ?? {},
      durationMs: io.now() - startedAtMs,
    };
    // Awaited here: the connection must stay open until the body has been read.
    return await (options.json ? printWhole(answer, found, io) : printParts(answer, found, options.include, io));
  },
);

function headersOf(
  given: readonly (readonly [string, string])[],
  body: Uint8Array | undefined,
): Record<string, string> {
  const headers = Object.fromEntries(given.map(([header, value]) => [header.toLowerCase(), value]));
  return body === undefined ? headers : { "content-type": "application/json", ...headers };
}

async function printParts(answer: Answer, options: ConnectionOptions, include: boolean, io: Io): Promise<ExitCode> {
  if (include) printHead(answer, io);
  if (isAccepted(answer.response)) {
    await printBody(answer, io);
    return exitCode.ok;
  }
  const refusal = await readRefusal(answer, options);
  io.stdout.write(refusal.body);
  if (io.stdout.colour && !refusal.body.endsWith("\n")) io.stdout.write("\n");
  return explainRefusal(answer, refusal, io);
}

async function printWhole(answer: Answer, options: ConnectionOptions, io: Io): Promise<ExitCode> {
  const refusal = isAccepted(answer.response) ? undefined : await readRefusal(answer, options);
  printDocument(answer, refusal?.body ?? (await bodyText(answer.response)), refusal, io);
  return refusal === undefined ? exitCode.ok : explainRefusal(answer, refusal, io);
}
