/** The few pieces of DER (X.690) that a certificate is made of. */

function tagged(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  return length < 0x1_00 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff);
}

export function sequence(...members: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...members);
}

export function set(...members: readonly Uint8Array[]): Buffer {
  return tagged(0x31, ...members);
}

/** A number that is not negative, from its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const isNegative = (bytes[0] ?? 0) >= 0x80;
  return tagged(0x02, ...(isNegative ? [Buffer.of(0), bytes] : [bytes]));
}

export function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.of(value ? 0xff : 0));
}

export function nothing(): Buffer {
  return tagged(0x05);
}

export function octetString(content: Uint8Array): Buffer {
  return tagged(0x04, content);
}

/** @param unusedBits of the last byte */
export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
  return tagged(0x03, Buffer.of(unusedBits), content);
}

export function text(value: string): Buffer {
  return tagged(0x0c, Buffer.from(value, "utf8"));
}

/** An object identifier in dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const low = value & 0x7f;
  const digits: number[] = [low];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** A time in whole seconds; RFC 5280 wants two digits of the year before 2050 and four from then on. */
export function time(atMs: number): Buffer {
  const digits = `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:T]/g, "")}Z`;
  return Number(digits.slice(0, 4)) < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2), "ascii"))
    : tagged(0x18, Buffer.from(digits, "ascii"));
}

/** A member known by its number. `constructed` where it holds other members, as EXPLICIT tags do. */
export function numbered(number: number, content: Uint8Array, constructed: boolean): Buffer {
  return tagged((constructed ? 0xa0 : 0x80) | number, content);
}
