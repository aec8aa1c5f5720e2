import { configOption, defineCommand, jsonOption, type Command, type Io } from "../command.ts";
import { findConfiguration } from "../locate-config.ts";
import { readPort } from "../parse-arguments.ts";
import { keepRunning } from "../serve/keep-running.ts";
import { isWorker, runWorker } from "../serve/worker-start.ts";
import { restartWithSmallSemiSpace, semiSpaceNote, thisProcess } from "../serve/small-semi-space.ts";
import { UsageError } from "../usage-error.ts";

const name = "serve";

/** `erpgate serve`: the gateway, with a configuration file or as a demo. */
export const serve: Command = defineCommand(
  {
    name,
    summary: "runs the gateway: holds the ERP logins once, lets applications in with scoped keys of their own",
    forms: [
      "--config FILE [--port N] [--admin-port N] [--workers N] [--watch] [--ready-file FILE] [--json]",
      "--demo [--port N]",
    ],
    details: [
      "--demo needs nothing: it starts an emulated Kinetic and P21 and prints lines to try. With --config as well, the file is served instead.",
      "Ctrl-C finishes the calls in flight and leaves nothing behind; pressed again, it ends at once.",
    ],
    positionals: { min: 0, max: 0, what: "no argument" },
    options: {
      config: configOption,
      demo: { kind: "flag", help: "the gateway over emulated ERPs, on loopback, with throw-away keys" },
      port: {
        kind: "text",
        short: "p",
        value: "N",
        help: "where programs connect (0: any free one; over gateway.listen.port; demo: 8321)",
      },
      "admin-port": {
        kind: "text",
        value: "N",
        help: "where health and metrics are (0: any free one; over gateway.admin.port)",
      },
      workers: {
        kind: "text",
        value: "N",
        help: "processes that serve, with one more that looks after them (1 to 64; default 1: one process does all)",
      },
      watch: {
        kind: "flag",
        help: "reads the configuration again whenever the file changes, as SIGHUP and erpgate reload do",
      },
      "ready-file": {
        kind: "text",
        value: "FILE",
        help: "is written when ready, with the JSON line, and removed at the end",
      },
      json: { ...jsonOption, help: "one JSON line on stdout when ready, everything else on stderr" },
    },
    examples: [
      { line: "erpgate serve --demo", what: "see it work, with nothing installed or configured" },
      { line: "erpgate serve --config erpgate.yaml", what: "serve your own connections" },
      {
        line: "erpgate serve --config erpgate.yaml --port 0 --ready-file ready.json",
        what: "for tests: any free port, and a file that names it",
      },
    ],
  },
  async ({ options, io }) => {
    if (isWorker(io)) return runWorker(io);
    const workers = readWorkers(options.workers, options.demo && options.config === undefined);
    const ports = {
      port: readPort("--port", options.port, name),
      adminPort: readPort("--admin-port", options["admin-port"], name),
    };
    const file = options.demo ? options.config : await requiredConfiguration(options.config, io);
    // With workers this process forwards nothing, and they are started with it.
    const semiSpace = workers > 1 ? undefined : restartWithSmallSemiSpace(thisProcess());
    if (semiSpace?.kind === "unset") io.stderr.write(semiSpaceNote(semiSpace));
    if (options.demo && file !== undefined) io.stderr.write(`Serving ${file}; the demo stays away.\n`);
    const isDemo = file === undefined;
    return keepRunning(
      () => start(file, { ...ports, workers }, io),
      {
        json: options.json,
        readyFile: options["ready-file"],
        hangUpStops: isDemo,
        watch: options.watch ? file : undefined,
      },
      io,
    );
  },
);

function readWorkers(text: string | undefined, isDemo: boolean): number {
  if (text === undefined) return 1;
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 64) throw new UsageError(["--workers must be a whole number from 1 to 64"], name);
  if (isDemo && count > 1)
    throw new UsageError(["--workers needs a configuration file: the demo is one process"], name);
  return count;
}

async function start(
  file: string | undefined,
  ports: { port: number | undefined; adminPort: number | undefined; workers: number },
  io: Io,
): ReturnType<Parameters<typeof keepRunning>[0]> {
  if (file !== undefined) return (await import("../serve/start-configured.ts")).startConfigured(file, ports, io);
  return (await import("../demo/start-demo.ts")).startDemo(ports, io);
}

/** `serve` with neither: an answer that gets a newcomer further. */
async function requiredConfiguration(option: string | undefined, io: Io): Promise<string> {
  const { file, lookedAt } = await findConfiguration(option, io);
  if (file !== undefined) return file;
  throw new UsageError(
    [
      `erpgate serve needs a configuration file; looked for ${lookedAt.map((place) => place.file).join(", ")}`,
      "to see it work first, with nothing to configure: erpgate serve --demo",
      "to write one: take the commented example, examples/erpgate.yaml, and say erpgate serve --config FILE",
    ],
    name,
  );
}
