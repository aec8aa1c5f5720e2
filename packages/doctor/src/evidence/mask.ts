import { redact } from "@erpgate/client";

const MASK = "[masked]";
const LONGEST_LINE = 240;

const GUID = /\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{8,12}\b/gi;
/** A run that mixes letters and digits: what keys, secrets and Base64 look like and words do not. */
const KEY_LIKE = /(?=[\w+/=~-]*\d)(?=[\w+/=~-]*[A-Za-z])[\w+=~-]{16,}/g;
const MAILBOX = /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}/g;

/**
 * A line as it may be shown: without the secrets of the paste in any form, without what redaction knows by its shape, and
 * without anything that looks like a key, since whoever pastes a transcript does not look through it first.
 */
export function maskedLine(line: string, secrets: readonly string[]): string {
  const short = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 3)}...` : line;
  const known = secrets.filter((secret) => short.includes(secret.slice(0, 8)) || secret.length < 40);
  return redact(short, known)
    .replaceAll("[redacted]", MASK)
    .replace(GUID, MASK)
    .replace(KEY_LIKE, MASK)
    .replace(MAILBOX, MASK);
}
