import { readFile, stat } from "node:fs/promises";
import { X509Certificate } from "node:crypto";
import { dirname, resolve } from "node:path";
import { fault } from "../options/report.ts";
import type { Report } from "../options/report.ts";
import { pathKey } from "./config-path.ts";
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

/**
 * Reads the files that options of the connections name (`tls.caFile` and its like; paths are relative to the configuration),
 * and puts what they hold where the client's own options have it. A file that cannot be read is reported by its option.
 */
export async function readFileOptions(filled: Filled, configFile: string, report: Report): Promise<Filled> {
  const value: unknown = structuredClone(filled.value);
  const referring = new Set(filled.referring);
  if (!isObject(value)) return filled;
  for (const [connection, options] of Object.entries(value)) {
    for (const option of FILE_OPTIONS) {
      const holder = option.within.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), options);
      if (!isObject(holder) || holder[option.name] === undefined) continue;
      const here = [connection, ...option.within];
      await replace(holder, option, dirname(configFile), (path, ...rest) => report([...here, ...path], ...rest));
      referring.add(pathKey(["connections", ...here, option.becomes]));
    }
  }
  return { ...filled, value, referring };
}

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

async function replace(holder: Members, option: FileOption, folder: string, report: Report): Promise<void> {
  const { [option.name]: given, [option.becomes]: other } = holder;
  delete holder[option.name];
  if (other !== undefined) return report([option.name], `is given beside ${option.becomes}`, "Give one of the two.");
  const files: readonly unknown[] = option.as === "certificate" && Array.isArray(given) ? given : [given];
  const read = await Promise.all(files.map((file) => readOne(file, option, folder, report)));
  holder[option.becomes] = option.as === "certificate" && read.length > 1 ? read : read[0];
}

async function readOne(file: unknown, option: FileOption, folder: string, report: Report): Promise<unknown> {
  if (typeof file !== "string" || file === "")
    return fault(report, [option.name], "is no path", "Give the path of a file.");
  const path = resolve(folder, file);
  try {
    if ((await stat(path)).size > MOST_BYTES)
      return fault(report, [option.name], `names ${path}, which is larger than 1 MiB`, "Name a certificate's file.");
    const bytes = await readFile(path);
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
    return new X509Certificate(bytes).toString();
  } catch {
    return "no certificate";
  }
}
