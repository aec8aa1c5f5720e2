/** A JSON object, member by member unchecked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The text's JSON object; undefined for anything else, lists included. */
export function readJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
