import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fault } from "../options/report.ts";
import type { Report } from "../options/report.ts";
import { type ConfigPath, pathKey } from "./config-path.ts";
import type { Filled } from "./fill-references.ts";
import { readingFault } from "./resolve-reference.ts";

/** An option of a configuration that names a file, and the option that holds what is in it. */
export interface FileOption {
  /** Within a connection. */
  readonly within: readonly string[];
  readonly name: string;
  readonly becomes: string;
  readonly as: "certificate" | "text" | "bytes";
}

/** Those options. */
export const FILE_OPTIONS: readonly FileOption[] = [
  { within: ["tls"], name: "caFile", becomes: "ca", as: "certificate" },
  { within: ["tls"], name: "acceptCertificateFile", becomes: "acceptCertificate", as: "certificate" },
  { within: ["tls", "clientCertificate"], name: "certificateFile", becomes: "certificate", as: "certificate" },
  { within: ["tls", "clientCertificate"], name: "keyFile", becomes: "key", as: "text" },
  { within: ["tls", "clientCertificate"], name: "pfxFile", becomes: "pfx", as: "bytes" },
];

/** A store of all public CAs is a quarter of this. */
const MOST_BYTES = 1024 * 1024;

/** Members of a part of the configuration that may be written to: a copy, made below. */
type Members = Record<string, unknown>;

/** A configuration whose files have been read. */
export interface WithFiles extends Filled {
  /** The option that named a file, by the option that holds what was in it: what is wrong with the one is told of the other. */
  readonly namedBy: ReadonlyMap<string, ConfigPath>;
}

/**
 * Reads the files that options of the connections name (`tls.caFile` and its like; paths are relative to the configuration),
 * and puts what they hold where the client's own options have it. A file that cannot be read is reported by its option.
 */
export function readFileOptions(filled: Filled, configFile: string, report: Report): WithFiles {
  const namedBy = new Map<string, ConfigPath>();
  const value = mapMembers(filled.value, (options, connection) =>
    FILE_OPTIONS.reduce((read, option) => {
      const named = [connection, ...option.within];
      return inside(read, option.within, (holder) => {
        if (holder[option.name] === undefined) return holder;
        if (holder[option.becomes] === undefined)
          namedBy.set(pathKey(["connections", ...named, option.becomes]), ["connections", ...named, option.name]);
        return replaced(holder, option, dirname(configFile), (path, ...rest) => report([...named, ...path], ...rest));
      });
    }, options),
  );
  return { ...filled, value, referring: new Set([...filled.referring, ...namedBy.keys()]), namedBy };
}

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function mapMembers(value: unknown, change: (member: unknown, name: string) => unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member, name)]));
}

/** Changes an object that lies some names down; a value that has none there stays as it is. */
function inside(value: unknown, [name, ...rest]: readonly string[], change: (holder: Members) => unknown): unknown {
  if (!isObject(value)) return value;
  if (name === undefined) return change(value);
  return Object.hasOwn(value, name) ? { ...value, [name]: inside(value[name], rest, change) } : value;
}

function replaced(holder: Members, option: FileOption, folder: string, report: Report): Members {
  const { [option.name]: given, ...others } = holder;
  if (others[option.becomes] !== undefined) {
    report([option.name], `is given beside ${option.becomes}`, "Give one of the two.");
    return others;
  }
  const files: readonly unknown[] = option.as === "certificate" && Array.isArray(given) ? given : [given];
  const read = files.map((file) => readOne(file, option, folder, report));
  return { ...others, [option.becomes]: option.as === "certificate" && read.length > 1 ? read : read[0] };
}

function readOne(file: unknown, option: FileOption, folder: string, report: Report): unknown {
  if (typeof file !== "string" || file === "")
    return fault(report, [option.name], "is no path", "Give the path of a file.");
  const path = resolve(folder, file);
  try {
    if (statSync(path).size > MOST_BYTES)
      return fault(report, [option.name], `names ${path}, which is larger than 1 MiB`, "Name a certificate's file.");
    const bytes = readFileSync(path);
    if (option.as === "bytes") return new Uint8Array(bytes);
    return option.as === "text" || bytes.includes("-----BEGIN") ? bytes.toString("utf8") : pemOf(bytes);
  } catch (error) {
    const fix = "Correct the path (it is relative to this file) or the rights.";
    return fault(report, [option.name], `names ${path}, which ${readingFault(error)}`, fix);
  }
}

/** Windows exports the bare bytes (DER) by default. What is none of these is left to the option's own check. */
function pemOf(bytes: Uint8Array): string {
  try {
    const { X509Certificate } = process.getBuiltinModule("node:crypto");
    return new X509Certificate(bytes).toString();
  } catch {
    return "no certificate";
  }
}
