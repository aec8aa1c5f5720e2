import { UsageError } from "../usage-error.ts";

/** A call as the command line describes it. */
export interface RequestWords {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
}

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Headers that carry a login: the connection brings its own, and an argument list can be read by everybody on the machine. */
const loginHeaders: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "x-api-key",
  "cookie",
  "password",
]);

/**
 * Reads `[METHOD] PATH` and the headers.
 * @throws UsageError with every fault at once
 */
export function readRequest(words: readonly string[], headerLines: readonly string[], hasBody: boolean): RequestWords {
  const [path = "", method = hasBody ? "POST" : "GET"] = words.toReversed();
  const headers = headerLines.map(readHeader);
  const faults = [
    ...methodFaults(method, hasBody),
    ...pathFaults(path),
    ...headers.flatMap((header) => (typeof header === "string" ? [header] : [])),
  ];
  if (faults.length > 0) throw new UsageError(faults, "request");
  return { method: method.toUpperCase(), path, headers: headers.filter((header) => typeof header !== "string") };
}

function methodFaults(method: string, hasBody: boolean): string[] {
  const upper = method.toUpperCase();
  if (!methods.has(upper))
    return [`${JSON.stringify(method)} is no HTTP method; write one of ${[...methods].join(", ")} before the PATH`];
  return hasBody && (upper === "GET" || upper === "HEAD") ? [`--data cannot go with ${upper}`] : [];
}

function pathFaults(path: string): string[] {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path))
    return ["PATH is relative to the connection's URL: leave out the scheme and the host"];
  // Git Bash on Windows rewrites an argument that begins with a slash into a Windows path.
  if (/^[a-z]:[\\/]/i.test(path))
    return [
      `PATH ${JSON.stringify(path)} is a Windows path; in Git Bash set MSYS_NO_PATHCONV=1 so that it leaves /… alone`,
    ];
  if (/[?&]api-key=/i.test(path))
    return ["PATH carries an API key: put apiKey into the connection, secrets do not belong into arguments"];
  return [];
}

/** `Name: value`, or the fault as a sentence; a value is never quoted, for it may be a secret. */
function readHeader(line: string): readonly [string, string] | string {
  const [, header = "", value = ""] =
    /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line) ?? [];
  if (header === "") return '--header must look like "Name: value", in characters that HTTP allows';
  if (loginHeaders.has(header.toLowerCase()))
    return `--header ${header}: the connection brings its own login, and secrets do not belong into arguments`;
  return [header, value];
}
