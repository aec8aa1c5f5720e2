// First path segments of the gateway's own addresses, those it has and those it keeps for itself. A connection of such a
// name would be out of reach, or would stand where callers look for the gateway.
const RESERVED: ReadonlySet<string> = new Set([
  ".well-known",
  "admin",
  "api",
  "console",
  "favicon.ico",
  "gateway",
  "health",
  "healthz",
  "livez",
  "metrics",
  "oauth",
  "openapi.json",
  "readyz",
  "robots.txt",
  "verify",
]);
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/;

/** What is wrong with a connection's name for a gateway, as a message and a remedy; undefined where nothing is. */
export function connectionNameFault(name: string): { readonly message: string; readonly fix: string } | undefined {
  if (RESERVED.has(name.toLowerCase())) {
    return { message: `"${name}" is an address of the gateway's own`, fix: "Give the connection another name." };
  }
  if (NAME.test(name)) return undefined;
  return {
    message: `${JSON.stringify(name)} cannot be the first part of a path`,
    fix: "Use letters, digits, dot, underscore and hyphen, beginning with a letter or digit and not ending in a dot.",
  };
}
