import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { checkList } from "../doctor/check-list.ts";
import { diagnose } from "../doctor/diagnose.ts";
import { readDoctorOptions } from "../doctor/read-options.ts";
import { exitCode } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";

const name = "doctor";

/** `erpgate doctor`: what stands between this machine and an ERP, layer by layer. */
export const doctor: Command = defineCommand(
  {
    name,
    summary: "probes a connection layer by layer and says what stands in the way, and what soon will",
    forms: [
      "CONNECTION [--verbose] [--json] [--report FILE] [--only CHECK]… [--read RESOURCE] [--session] [--save-chain FILE] [--watch DURATION]",
      "--list",
    ],
    details: [
      "Checks in order: outgoing proxy, name, connection, certificate, answer, address, key, login, token, session, scope, right, licence, server, clock, and then the account and where the settings come from. One that cannot run names what it waits for.",
      "Nothing is written, no table is read but for one row, no licence is kept, and at most one login is refused in a run. Nothing that is printed or saved holds a secret.",
      "Exit codes: 0 all is well, 1 findings, 2 wrong command line or configuration, 3 could not run, 4 something could not be decided.",
    ],
    positionals: { min: 0, max: 1, what: "one CONNECTION of the configuration, or --list" },
    options: {
      config: configOption,
      verbose: { kind: "flag", short: "v", help: "also what was seen, and every call that was made" },
      json: jsonOption,
      report: {
        kind: "text",
        value: "FILE",
        help: "also writes a page to attach to a ticket: FILE ends in .html or .md",
      },
      only: {
        kind: "text",
        value: "CHECK",
        repeatable: true,
        help: "shows this check alone; what it needs is run as well.",
      },
      list: { kind: "flag", help: "names the checks and what each is about" },
      read: {
        kind: "text",
        value: "RESOURCE",
        help: "what the integration reads, such as Erp.BO.CustomerSvc/Customers or table/supplier: one row is asked for",
      },
      session: { kind: "flag", help: "also opens a session and ends it, which takes a licence for a moment" },
      "save-chain": { kind: "text", value: "FILE", help: "writes the certificates that the server shows, in PEM" },
      timeout: { kind: "text", value: "DURATION", help: "for one request or connection (default: 10s)" },
      watch: {
        kind: "text",
        value: "DURATION",
        help: "looks again after this time, and says what has changed; a refused login ends it",
      },
    },
    examples: [
      { line: "erpgate doctor kinetic", what: "the whole way, as a checklist" },
      {
        line: "erpgate doctor p21 --read table/supplier --report p21.html",
        what: "with the table that matters, and a page for the ticket",
      },
      {
        line: "erpgate doctor kinetic --only tls --save-chain erp.pem",
        what: "the certificate alone, saved for tls.ca",
      },
    ],
  },
  async ({ options, positionals: [connection], io }) => {
    const { checkSubjects } = await import("@erpgate/doctor");
    if (options.list) {
      io.stdout.write(checkList(checkSubjects, options.json));
      return exitCode.ok;
    }
    if (connection === undefined)
      throw new UsageError(["name a connection of the configuration, or ask for --list"], name);
    return await diagnose(connection, readDoctorOptions(options, Object.keys(checkSubjects)), io);
  },
);
