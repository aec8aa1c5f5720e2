/** What a token is held to: connection → scope texts, any of which may allow a call; `all`: as far as the registration goes. */
export type Narrowing = ReadonlyMap<string, readonly string[] | "all">;

/**
 * Reads the `scope` of the gateway's own tokens: entries separated by blanks, each a connection (`p21`) or a connection and
 * a scope text in the words of its ERP (`p21:/odata:supplier`). It can only narrow what the consumer is registered for.
 *
 * @returns undefined where an entry names no connection
 */
export function readNarrowing(scope: string): Narrowing | undefined {
  const narrowing = new Map<string, readonly string[] | "all">();
  for (const entry of scope.split(" ").filter((text) => text !== "")) {
    const colon = entry.indexOf(":");
    const connection = colon < 0 ? entry : entry.slice(0, colon);
    if (connection === "") return undefined;
    const known = narrowing.get(connection);
    if (colon < 0 || known === "all") narrowing.set(connection, "all");
    else narrowing.set(connection, [...(known ?? []), entry.slice(colon + 1)]);
  }
  return narrowing;
}
