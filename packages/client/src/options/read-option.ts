import { revealed, Secret } from "../secret.ts";
import { nearest } from "./nearest.ts";
import { fault } from "./report.ts";
import type { Report } from "./report.ts";

/** An options object whose members are known by name only. */
export type Fields = Readonly<Record<string, unknown>>;

/** The members of an object, after every name that is not among the known ones has been reported. */
export function readFields(value: unknown, what: string, known: readonly string[], report: Report): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return fault(
      report,
      [],
      `must be an object with ${what}`,
      `Give an object with ${known.slice(0, 3).join(", ")} and so on.`,
    );
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    const fix = meant === undefined ? `Known are ${known.join(", ")}.` : `Did you mean "${meant}"?`;
    report([name], "is not an option here", fix);
  }
  return value as Fields;
}

/** A text option; reports where it is missing though `required` says how to give it. */
export function readText(fields: Fields, name: string, report: Report, required?: string): string | undefined {
  const value = fields[name];
  if (value === undefined) {
    if (required !== undefined) report([name], "is missing", required);
    return undefined;
  }
  if (typeof value === "string" && value.trim() !== "") return value;
  return fault(
    report,
    [name],
    value === "" ? "is empty" : "must be a text that is not empty",
    required ?? "Give a text, or leave it out.",
  );
}

/** One of a few words. */
export function readChoice<Choice extends string>(
  fields: Fields,
  name: string,
  choices: readonly Choice[],
  report: Report,
): Choice | undefined {
  const value = fields[name];
  if (value === undefined || choices.includes(value as Choice)) return value as Choice | undefined;
  const meant = typeof value === "string" ? nearest(value, choices) : undefined;
  const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  return fault(
    report,
    [name],
    `must be one of ${choices.map((choice) => `"${choice}"`).join(", ")}`,
    `Choose one.${hint}`,
  );
}

/**
 * What a secret may hold: a key goes into a header as it is, a password is encoded or put into JSON first; a text, such as
 * a private key, has lines.
 */
export type SecretUse = "header" | "encoded" | "text";

/**
 * A secret. What cannot be sent is refused here, without repeating it, because Node's own error for a bad header value
 * contains the value. Blanks around a key come from copying it and make it another key.
 */
export function readSecret(
  fields: Fields,
  name: string,
  use: SecretUse,
  report: Report,
  required?: string,
): string | undefined {
  const value = fields[name];
  if (value === undefined) return required === undefined ? undefined : fault(report, [name], "is missing", required);
  if (typeof value !== "string" && !Secret.is(value)) {
    return fault(report, [name], "must be a text or a Secret", "In a configuration file, put it in quotes.");
  }
  const text = revealed(value);
  const problem = secretFault(text, use);
  if (problem === undefined) return text;
  return fault(report, [name], ...problem);
}

function secretFault(text: string, use: SecretUse): [message: string, fix: string] | undefined {
  if (text === "")
    return ["is empty", "Check where it comes from: an environment variable that is not set reads as empty."];
  if (use === "text") return undefined;
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  if (/[\u0000-\u001f\u007f]/.test(text))
    return ["holds a line break or another control character", "Copy it again, without the end of the line."];
  if (!text.isWellFormed()) return ["holds half of a surrogate pair", "Copy it again."];
  if (use === "encoded") return undefined;
  if (text !== text.trim() || /^["'\u00ab\u201c].*["'\u00bb\u201d]$/.test(text)) {
    return ["has blanks or quotes around it, which would be sent as part of it", "Remove them."];
  }
  if (/[^\u0020-\u00ff]/.test(text))
    return [
      "holds a character beyond U+00FF, which no header can carry",
      "Copy it again; look for invisible characters.",
    ];
  return undefined;
}

/** A whole number of milliseconds that a timer can take. */
export function readTimeout(fields: Fields, name: string, report: Report): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 2_147_483_647) return value;
  return fault(
    report,
    [name],
    "must be a whole number of milliseconds from 1 to 2147483647",
    "Give milliseconds, such as 30000.",
  );
}

/** True or false. */
export function readFlag(fields: Fields, name: string, report: Report): boolean | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === "boolean") return value;
  return fault(report, [name], "must be true or false", "Write true or false, without quotes.");
}
