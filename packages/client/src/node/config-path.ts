/** Where in a configuration a value stands: `["gateway", "issuers", 0, "keys"]`. */
export type ConfigPath = readonly (string | number)[];

/** For people: `gateway.issuers[0].keys`. A name that holds other than letters, digits, `_` and `-` stands in quotes. */
export function printPath(path: ConfigPath): string {
  return path.map((part, index) => printPart(part, index === 0)).join("");
}

function printPart(part: string | number, isFirst: boolean): string {
  if (typeof part === "number") return `[${part}]`;
  const name = /^[\w-]+$/.test(part) ? part : JSON.stringify(part);
  return isFirst ? name : `.${name}`;
}

/** The same path always gives the same text, different paths different ones. */
export function pathKey(path: ConfigPath): string {
  return JSON.stringify(path);
}
