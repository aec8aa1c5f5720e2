import { Secret } from "../secret.ts";
import type { Report } from "../options/report.ts";
import { pathKey } from "./config-path.ts";
import type { Filled } from "./fill-references.ts";

/** Checks one connection's options and gives them typed; it has reported whatever is wrong. */
export type CheckConnection<Options> = (value: unknown, report: Report) => Options | undefined;

export interface ReadConnections<Options> {
  readonly connections: Readonly<Record<string, Options>>;
  /** Secrets as they stand in the file, which no message may repeat. */
  readonly literals: readonly string[];
}

/** What a program has against a connection's name, such as that it is taken for something else there. */
export type NameFault = (name: string) => { readonly message: string; readonly fix: string } | undefined;

/** A connection's name is a path segment at the gateway and a word on the command line. */
export const CONNECTION_NAME: RegExp = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const SECRETS: ReadonlySet<string> = new Set(
  [
    ["apiKey"],
    ["auth", "password"],
    ["auth", "clientSecret"],
    ["auth", "token"],
    ["auth", "key"],
    ["auth", "refreshToken"],
    ["auth", "certificate", "password"],
    ["proxy", "password"],
    ["tls", "clientCertificate", "key"],
    ["tls", "clientCertificate", "pfx"],
    ["tls", "clientCertificate", "passphrase"],
  ].map(pathKey),
);

/**
 * Reads the `connections` of a configuration: secrets become `Secret`s, and a secret that stands in the file itself is
 * warned about.
 */
export function readConnections<Options>(
  filled: Filled | undefined,
  check: CheckConnection<Options>,
  report: Report,
  warn: Report,
  nameFault: NameFault = () => undefined,
): ReadConnections<Options> {
  const referring = filled?.referring ?? new Set<string>();
  const literals: string[] = [];
  const connections = new Map<string, Options>();
  for (const [name, options] of namedConnections(filled?.value, report)) {
    const here: Report = (path, message, fix) => report([name, ...path], message, fix);
    const taken = nameFault(name);
    if (taken !== undefined) here([], taken.message, taken.fix);
    const wrapped = wrapSecrets(options, [], (path, secret) => {
      if (referring.has(pathKey(["connections", name, ...path]))) return;
      literals.push(String(secret));
      const fix = `Put it into the environment and write \${env:NAME} here, or into a file and write \${file:path}.`;
      warn([name, ...path], "is a secret that stands in this file", fix);
    });
    const checked = check(wrapped, here);
    if (checked !== undefined) connections.set(name, checked);
  }
  return { connections: Object.fromEntries(connections), literals };
}

function namedConnections(value: unknown, report: Report): readonly (readonly [string, unknown])[] {
  const example = "Write a name, and below it the system, the url and the auth of one ERP.";
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report([], value === undefined ? "is missing" : "must hold connections by name", example);
    return [];
  }
  const entries = Object.entries(value);
  if (entries.length === 0) report([], "holds no connection", example);
  return entries.filter(([name]) => {
    if (CONNECTION_NAME.test(name)) return true;
    const fix = "Use up to 64 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit.";
    report([name], "is no name for a connection", fix);
    return false;
  });
}

function wrapSecrets(
  value: unknown,
  path: readonly string[],
  seen: (path: readonly string[], secret: unknown) => void,
): unknown {
  if (SECRETS.has(pathKey(path)) && (typeof value === "string" || typeof value === "number")) {
    seen(path, value);
    return typeof value === "string" ? new Secret(value) : value;
  }
  if (
    typeof value !== "object" ||
    value === null ||
    Array.isArray(value) ||
    value instanceof Uint8Array ||
    path.length > 2
  )
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, wrapSecrets(member, [...path, key], seen)]),
  );
}
