import { maskedLine } from "../evidence/mask.ts";

/** Texts whose shape is known to be harmless, and which masking would spoil. */
const PLAIN = new Set(["pem", "chain", "url", "id", "name", "check", "verdict", "system", "blockedBy", "method"]);

/** The same value with every secret in its texts replaced, wherever it stands. */
export function hidden<T>(value: T, secrets: readonly string[]): T {
  const visit = (each: unknown, name: string): unknown => {
    if (typeof each === "string") return PLAIN.has(name) ? each : shown(each, secrets);
    if (Array.isArray(each)) return each.map((item) => visit(item, name));
    if (typeof each !== "object" || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, visit(item, key)]));
  };
  return visit(value, "") as T;
}

/** What is ours has no length limit and no look-alikes of keys: only what is known to be secret is taken out. */
function shown(text: string, secrets: readonly string[]): string {
  return secrets.some((secret) => text.includes(secret)) ? maskedLine(text, secrets) : text;
}
