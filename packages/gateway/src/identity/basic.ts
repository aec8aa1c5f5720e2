/** A consumer's name and key, as Basic carries them. */
export interface BasicPair {
  readonly name: string;
  readonly key: string;
}

/**
 * Reads the value after `Basic` as UTF-8 (RFC 7617), split at the first colon. Undefined where it is not Base64 of such a
 * pair: `user:password` in clear, a pair in Latin-1, no colon.
 */
export function readBasicPair(encoded: string): BasicPair | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const text = utf8(Buffer.from(encoded, "base64"));
  const colon = text?.indexOf(":") ?? -1;
  return text === undefined || colon < 1 ? undefined : { name: text.slice(0, colon), key: text.slice(colon + 1) };
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
