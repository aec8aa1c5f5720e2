import type { Check, Examination } from "@erpgate/doctor";
import type { Io } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { openConnections, type ConnectionOptions, type Connections } from "../open-connections.ts";
import { printJson } from "../output/json.ts";
import { styleFor } from "../output/style.ts";
import { secretOrigins } from "../status/secret-origins.ts";
import { checkText, summaryText } from "./checklist.ts";
import { saveChain, saveReport } from "./save.ts";
import { startSpinner } from "./spinner.ts";
import type { DoctorOptions } from "./read-options.ts";

/** Examines one connection and says what came of it; with `--watch` again and again. */
export async function diagnose(name: string, options: DoctorOptions, io: Io): Promise<ExitCode> {
  const found = await openConnections(options.config, name, "doctor", io);
  const connection = found.connections[name];
  if (connection === undefined) throw new TypeError(`the configuration gave no ${name} and no reason`);
  const first = await lookOnce({ name, connection, found, options, io, isQuiet: false });
  if (options.watchMs === undefined) return exitCodeOf(first);
  return await lookAgain(first, { name, connection, found, options, io, isQuiet: true }, options.watchMs);
}

interface Subject {
  readonly name: string;
  readonly connection: ConnectionOptions;
  readonly found: Connections;
  readonly options: DoctorOptions;
  readonly io: Io;
  /** Says nothing while it runs. */
  readonly isQuiet: boolean;
}

async function lookOnce({ name, connection, found, options, io, isQuiet }: Subject): Promise<Examination> {
  const { examine } = await import("@erpgate/doctor");
  const isShown = !options.json && !isQuiet;
  if (isShown) io.stdout.write(`${styleFor(io.stdout).bold(name)}  ${connection.url}\n\n`);
  const spinner = isShown ? startSpinner(io.stderr) : undefined;
  const onCheck = (check: Check): void => {
    spinner?.clear();
    if (isShown) io.stdout.write(checkText(check, styleFor(io.stdout), options.verbose));
  };
  try {
    const examination = await examine(connection, {
      onCheck,
      origins: originsOf(name, connection, found),
      platform: io.platform,
      session: options.session,
      ...(options.only === undefined ? {} : { only: options.only }),
      ...(options.read === undefined ? {} : { resource: options.read }),
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    });
    spinner?.stop();
    if (!isQuiet) await finish(name, examination, options, io);
    return examination;
  } finally {
    spinner?.stop();
  }
}

async function finish(name: string, examination: Examination, options: DoctorOptions, io: Io): Promise<void> {
  if (options.json) printJson(io.stdout, { connection: name, ...examination });
  else io.stdout.write(summaryText(examination, styleFor(io.stdout), options.verbose));
  const said = [
    ...(options.saveChain === undefined ? [] : [await saveChain(options.saveChain, examination, io)]),
    ...(options.report === undefined ? [] : [await saveReport(options.report, name, examination, io)]),
  ];
  io.stderr.write(said.map((line) => `${line}\n`).join(""));
}

function originsOf(
  name: string,
  connection: ConnectionOptions,
  found: Connections,
): { setting: string; from: string; isLiteral?: boolean }[] {
  return [
    { setting: "connection", from: found.file },
    ...secretOrigins(name, connection, found).map(({ option, from }) => ({
      setting: option,
      from,
      isLiteral: found.literals.has(`connections.${name}.${option}`),
    })),
  ];
}

/** Says what has changed since the last look. Ends when a login is refused: another try might lock the account. */
async function lookAgain(first: Examination, subject: Subject, everyMs: number): Promise<ExitCode> {
  let last = first;
  while (!isLoginRefused(last) && !subject.io.stdout.closed) {
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    const next = await lookOnce(subject);
    tellChange(last, next, subject);
    last = next;
  }
  return exitCodeOf(last);
}

const isLoginRefused = ({ checks }: Examination): boolean =>
  checks.some(({ name, verdict }) => name === "credentials" && verdict === "fail");

function tellChange(before: Examination, after: Examination, { name, options, io }: Subject): void {
  if (options.json) return printJson(io.stdout, { connection: name, ...after });
  const verdicts = new Map(before.checks.map((check) => [check.name, check.verdict]));
  const changed = after.checks.filter((check) => verdicts.get(check.name) !== check.verdict);
  if (changed.length === 0) return;
  const style = styleFor(io.stdout);
  io.stdout.write(
    `\n${style.dim(new Date(after.startedAtMs).toISOString())}\n${changed.map((check) => checkText(check, style, options.verbose)).join("")}`,
  );
}

function exitCodeOf({ verdict }: Examination): ExitCode {
  switch (verdict) {
    case "ok":
      return exitCode.ok;
    case "findings":
      return exitCode.refused;
    case "unknown":
      return exitCode.unknown;
  }
}
