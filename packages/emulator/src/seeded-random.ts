import { createHash } from "node:crypto";

/** Numbers in [0,1) that are the same for the same seed and label: the emulator's data and credentials never change between runs. */
export function seededRandom(seed: number, label: string): () => number {
  // mulberry32: small, fast, and good enough for made-up names; secrets come from the digest below.
  let state = createHash("sha256").update(`${seed}:${label}`).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A throw-away credential of letters and digits, the same for the same seed and label. */
export function seededSecret(seed: number, label: string, length: number): string {
  const bytes = createHash("sha512").update(`${seed}:${label}`).digest();
  return Array.from({ length }, (_, at) => ALPHANUMERIC[(bytes[at % bytes.length] ?? 0) % ALPHANUMERIC.length]).join(
    "",
  );
}

/** A GUID, the same for the same seed and label. */
export function seededGuid(seed: number, label: string): string {
  return guidFromHex(createHash("sha256").update(`${seed}:${label}`).digest("hex"));
}

/** A GUID from the emulator's own source of chance. */
export function randomGuid(random: () => number): string {
  const eightDigits = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return guidFromHex(eightDigits() + eightDigits() + eightDigits() + eightDigits());
}

function guidFromHex(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
