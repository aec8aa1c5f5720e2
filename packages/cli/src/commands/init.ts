import type { Discovery } from "@erpgate/doctor";
import { defineCommand, jsonOption, type Command, type Io } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { foundText, troublesOf } from "../init/discovery-text.ts";
import { setUp, type Given, type SetUp } from "../init/set-up.ts";
import { writeConfig, type Written } from "../init/write-config.ts";
import { printJson } from "../output/json.ts";
import { plainLine } from "../output/plain-text.ts";
import { styleFor } from "../output/style.ts";
import { UsageError } from "../usage-error.ts";

const name = "init";

/** `erpgate init`: from an address to a configuration that works. */
export const init: Command = defineCommand(
  {
    name,
    summary: "finds out what stands at an address, tries a login, and writes a configuration without secrets in it",
    forms: [
      "[URL] [--config FILE]",
      "URL --yes [--name NAME] [--company ID] [--auth KIND] [--username NAME] [--client-id ID] [--tenant ID] [--resource ID] [--json]",
    ],
    details: [
      "The address may be pasted from the browser. The server is asked without any login: Kinetic or Prophet 21, instance, v1 or v2, the challenge it offers, its token service, and an Entra ID or Epicor IdP that it points at. A login is proposed for what was found, asked for, and tried as erpgate doctor does, with at most one refused login.",
      "Secrets are typed unseen and go into the keychain of the operating system; where there is none, the file refers to environment variables, which are named. With --yes nothing is asked: the secrets are read from these variables (KINETIC_PASSWORD, KINETIC_API_KEY, P21_KEY and so on), and where one is not set the file is written untried.",
      "A file that is there is never changed: then the connection is printed, to be pasted below its connections.",
    ],
    positionals: { min: 0, max: 1, what: "one URL, or none to be asked" },
    options: {
      config: { kind: "text", short: "c", value: "FILE", help: "the file to write (default: erpgate.yaml here)" },
      url: { kind: "text", value: "URL", help: "the same as the URL by itself" },
      system: { kind: "text", value: "SYSTEM", help: "looks for kinetic or prophet21 alone" },
      name: { kind: "text", value: "NAME", help: "what to call the connection (default: kinetic or p21)" },
      company: { kind: "text", value: "ID", help: "Kinetic's company, such as EPIC06" },
      auth: {
        kind: "text",
        value: "KIND",
        help: "basic, token-resource, entra or epicor-idp; for Prophet 21 consumer-key or password",
      },
      username: { kind: "text", value: "NAME", help: "the ERP user" },
      "client-id": { kind: "text", value: "ID", help: "of the application, for entra and epicor-idp" },
      tenant: { kind: "text", value: "ID", help: "of Entra: directory id or domain" },
      resource: { kind: "text", value: "ID", help: "of Entra: Kinetic's application" },
      "ca-file": {
        kind: "text",
        value: "FILE",
        help: "certificates in PEM that are trusted as well: a private authority's",
      },
      "no-keychain": { kind: "flag", help: "refers to environment variables even where there is a keychain" },
      yes: { kind: "flag", short: "y", help: "asks nothing and takes what is proposed" },
      json: { ...jsonOption, help: "one JSON document on stdout, everything else on stderr; asks nothing, as --yes" },
    },
    examples: [
      { line: "erpgate init https://erp.example.com/ERP11PROD", what: "asks for what it cannot find out" },
      {
        line: "erpgate init https://play.example.com --yes --auth consumer-key --json",
        what: "in a script; the key is in P21_KEY",
      },
    ],
  },
  async ({ options, positionals, io }) => {
    const asks = !options.yes && !options.json;
    if (asks && !io.canAsk)
      throw new UsageError(["there is nobody to ask here: give --yes, and what it needs as options"], name);
    const address = await addressOf([...positionals, ...(options.url === undefined ? [] : [options.url])], asks, io);
    const system = systemOf(options.system);
    const ca = await readCa(options["ca-file"], options.config, io);
    const { username, "client-id": clientId, tenant, resource } = options;
    const given: Given = {
      name: nameOf(options.name),
      auth: options.auth,
      company: options.company,
      fields: { username, clientId, tenant, resource },
      ca,
      asks,
      usesKeychain: !options["no-keychain"],
    };
    const discovery = await look(address, system, ca?.pem);
    const { found } = discovery;
    if (found === undefined) return sayNothing(discovery, options.json, io);
    io.stderr.write(foundText(found, styleFor(io.stderr)));
    return finish(
      found,
      await setUp(found, given, io),
      { file: options.config ?? "erpgate.yaml", asks, json: options.json },
      io,
    );
  },
);

async function addressOf(given: readonly string[], asks: boolean, io: Io): Promise<string> {
  if (given.length > 1) throw new UsageError(["the address is given twice"], name);
  const [address = asks ? await io.ask("address of the ERP, as in your browser: ") : ""] = given;
  if (address.trim() === "") throw new UsageError(["the address of the ERP is missing"], name);
  return address;
}

function systemOf(text: string | undefined): "kinetic" | "prophet21" | undefined {
  if (text === undefined || text === "kinetic" || text === "prophet21") return text;
  throw new UsageError([`--system is kinetic or prophet21, and not ${JSON.stringify(text)}`], name);
}

function nameOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[A-Za-z0-9][\w-]*$/.test(text)) return text;
  throw new UsageError(["--name has letters, digits, - and _ only: it becomes part of addresses"], name);
}

async function readCa(file: string | undefined, config: string | undefined, io: Io): Promise<Given["ca"]> {
  if (file === undefined) return undefined;
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  const paths = process.getBuiltinModule("node:path");
  const path = paths.resolve(io.cwd, file);
  try {
    const pem = await readFile(path, "utf8");
    // Paths in the configuration are relative to it.
    return {
      file: paths.dirname(paths.resolve(io.cwd, config ?? "erpgate.yaml")) === io.cwd ? file : path,
      pem,
    };
  } catch (error) {
    throw new UsageError([`--ca-file ${file}: ${(error as NodeJS.ErrnoException).code ?? "cannot be read"}`], name);
  }
}

async function look(
  address: string,
  system: "kinetic" | "prophet21" | undefined,
  ca: string | undefined,
): Promise<Discovery> {
  const { discover } = await import("@erpgate/doctor");
  try {
    return await discover(address, {
      ...(system === undefined ? {} : { system }),
      ...(ca === undefined ? {} : { tls: { ca } }),
    });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError([`the address ${error.message}`], name);
    throw error;
  }
}

/** Exit code 1 where something else answers, 3 where nothing does. */
function sayNothing(discovery: Discovery, json: boolean, io: Io): ExitCode {
  const steps = discovery.troubles[0]?.fix ?? [];
  if (json) printJson(io.stdout, { state: "not-found", ...discovery, found: null });
  const lines = [...troublesOf(discovery), ...steps.map((step) => `→ ${step}`), "Nothing was written."];
  io.stderr.write(lines.map((line) => `${plainLine(line)}\n`).join(""));
  return discovery.calls.some(({ status }) => status !== undefined) ? exitCode.refused : exitCode.couldNotRun;
}

interface Ending {
  readonly file: string;
  readonly asks: boolean;
  readonly json: boolean;
}

async function finish(found: NonNullable<Discovery["found"]>, made: SetUp, ending: Ending, io: Io): Promise<ExitCode> {
  const { asks, json } = ending;
  const isRefused = made.examination?.checks.some(({ verdict }) => verdict === "fail") === true;
  if (
    isRefused &&
    !(asks && /^y(?:es)?$/i.test(await io.ask("this does not work yet; write it all the same? [no]: ")))
  ) {
    if (json)
      printJson(io.stdout, { state: "refused", connection: made.name, found, findings: made.examination?.findings });
    io.stderr.write("nothing was written\n");
    return exitCode.refused;
  }
  const { text, unset } = await made.block();
  const { state, file } = await writeConfig(ending.file, text, io);
  const tried = made.examination !== undefined;
  if (json)
    printJson(io.stdout, {
      state,
      connection: made.name,
      file,
      found,
      auth: made.auth,
      tried,
      unset,
      block: text,
    });
  else if (state === "exists") io.stdout.write(text);
  io.stderr.write(
    nextSteps(made, { state, file, unset })
      .map((line) => `${plainLine(line)}\n`)
      .join(""),
  );
  return isRefused ? exitCode.refused : exitCode.ok;
}

function nextSteps(made: SetUp, { state, file, unset }: Written & { readonly unset: readonly string[] }): string[] {
  return [
    state === "written"
      ? `wrote ${file}`
      : `${file} is there and was left as it is: paste the connection below its "connections:"`,
    ...unset.map((variable) => `set ${variable} in the environment before the connection is used`),
    made.isInteractive
      ? `next: erpgate login ${made.name}`
      : made.examination === undefined
        ? `not tried yet: erpgate doctor ${made.name}`
        : `next: erpgate status ${made.name}`,
  ];
}
