import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { checkConnectionOptions, type KineticOptions, type Prophet21Options, type Report } from "../index.ts";
import { ConfigError, type ConfigFault } from "./config-error.ts";
import { pathKey } from "./config-path.ts";
import { decodeText } from "./decode-text.ts";
import { createFaultList, within } from "./fault-list.ts";
import { readFileOptions } from "./file-options.ts";
import { fillReferences, type Filled } from "./fill-references.ts";
import { createHiding } from "./hide-values.ts";
import { placeFaults } from "./place-faults.ts";
import { type NameFault, readConnections } from "./read-connections.ts";
import { readingFault, type ReferenceSource } from "./resolve-reference.ts";
import { pickConnections, topLevel } from "./top-level.ts";
import { readYaml } from "./yaml-tree.ts";

/** Checks of sections, by name: `{ gateway: checkGatewayConfig }`. Each is told the names of the file's connections. */
export type SectionChecks = Record<string, (value: unknown, report: Report, connections: readonly string[]) => unknown>;

export interface ReadConfigOptions<S extends SectionChecks> {
  /**
   * Sections to read besides the connections. A check is also called, with undefined, when its section is absent. A
   * section that is not named here is left alone, references included.
   */
  readonly sections: S;
  /** Where `${env:NAME}` looks. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where `${keychain:name}` looks. @default the operating system's keychain, by the optional package `@napi-rs/keyring` */
  readonly keychain?: (account: string) => Promise<string | undefined>;
  /** Read these connections only, so that the secrets of the others need not be at hand; none, where the list is empty. @default all */
  readonly only?: readonly string[];
  /** Names that a connection may not have in this program, and why; reported with everything else. @default any name */
  readonly nameFault?: NameFault;
}

export interface Config<S extends SectionChecks> {
  /** Absolute path. */
  readonly file: string;
  readonly connections: Record<string, KineticOptions | Prophet21Options>;
  readonly sections: { [K in keyof S]: ReturnType<S[K]> };
  /** What works but should not stay: secrets that stand in the file itself. */
  readonly warnings: readonly ConfigFault[];
}

/** A configuration has some hundred lines; what is larger is another file, named by mistake. */
const MOST_BYTES = 1024 * 1024;

/**
 * Reads `erpgate.yaml` (or the same as JSON).
 * @throws ConfigError listing everything that is wrong, each fault with its line; nothing of the file is in force then
 */
export async function readConfig<S extends SectionChecks>(
  file: string,
  options: ReadConfigOptions<S>,
): Promise<Config<S>> {
  const path = resolve(file);
  const tree = readYaml(readText(path));
  if (tree.broken) throw new ConfigError(path, placeFaults(tree.faults, tree, unchanged));

  const { found, report } = createFaultList();
  const { found: foundWarnings, report: warn } = createFaultList();
  const members = topLevel(tree.value, Object.keys(options.sections), report);
  const source: ReferenceSource = { configFile: path, env: options.env ?? process.env, keychain: options.keychain };
  const wanted = { ...members, connections: pickConnections(members["connections"], options.only, report) };
  const filled = await fillSections(wanted, ["connections", ...Object.keys(options.sections)], source, report);
  const named = filled.get("connections");
  const withFiles = named && readFileOptions(named, path, within(report, ["connections"]));
  const byFile: Report = (at, ...fault) => report(withFiles?.namedBy.get(pathKey(at)) ?? at, ...fault);
  const { connections, literals } =
    options.only?.length === 0
      ? { connections: {}, literals: [] }
      : readConnections(
          withFiles,
          checkConnectionOptions,
          within(byFile, ["connections"]),
          within(warn, ["connections"]),
          options.nameFault,
        );
  const sections = checkSections(options.sections, filled, namesOf(members["connections"]), report);

  const fetched = [...filled.values()].flatMap((part) => [...part.fetched]);
  const faults = placeFaults([...tree.faults, ...found], tree, createHiding(new Map(fetched), literals));
  if (faults.length > 0) throw new ConfigError(path, faults);
  return { file: path, connections, sections, warnings: placeFaults(foundWarnings, tree, unchanged) };
}

/** For messages that hold nothing of the file's values. */
function unchanged(message: string): string {
  return message;
}

/** At once: the file is small and at hand, and `node:fs/promises` alone is a tenth of a command's start. */
function readText(path: string): string {
  const refuse = (message: string, fix: string, cause?: unknown): ConfigError =>
    new ConfigError(path, [{ path: "", line: 1, column: 1, message, fix }], cause === undefined ? {} : { cause });
  try {
    if (statSync(path).size > MOST_BYTES) throw refuse("the file is larger than 1 MiB", "Name a configuration file.");
    const text = decodeText(readFileSync(path));
    if (text === undefined) throw refuse("the file is not text in UTF-8", "Save it as UTF-8.");
    return text;
  } catch (error) {
    if (ConfigError.is(error)) throw error;
    throw refuse(`the file ${readingFault(error)}`, "Correct the path or the rights.", error);
  }
}

async function fillSections(
  members: Readonly<Record<string, unknown>>,
  names: readonly string[],
  source: ReferenceSource,
  report: Report,
): Promise<ReadonlyMap<string, Filled>> {
  const filled = names.map(
    async (name) => [name, await fillReferences(members[name], [name], source, report)] as const,
  );
  return new Map(await Promise.all(filled));
}

function checkSections<S extends SectionChecks>(
  checks: S,
  filled: ReadonlyMap<string, Filled>,
  connections: readonly string[],
  report: Report,
): Config<S>["sections"] {
  const checked = Object.entries(checks).map(([name, check]) => {
    return [name, check(filled.get(name)?.value, within(report, [name]), connections)] as const;
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fromEntries forgets which name has which type
  return Object.fromEntries(checked) as Config<S>["sections"];
}

function namesOf(connections: unknown): readonly string[] {
  return typeof connections === "object" && connections !== null ? Object.keys(connections) : [];
}
