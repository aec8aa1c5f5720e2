// Node 24 signs and verifies about twice as fast with a bare KeyObject and DER as with
// `{ key, dsaEncoding: "ieee-p1363" }`, so JWS's form (r and s, 32 bytes each) is converted by hand.

/** The signature as JWS wants it, from the DER that node:crypto gives. */
export function rawFromDer(der: Uint8Array): Buffer {
  const raw = Buffer.alloc(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0;
    const skip = Math.max(0, length - 32);
    raw.set(der.subarray(at + 2 + skip, at + 2 + length), end - (length - skip));
    at += 2 + length;
  }
  return raw;
}

/** The signature as node:crypto takes it. `raw` is 64 bytes. */
export function derFromRaw(raw: Uint8Array): Buffer {
  const body = Buffer.concat([derInteger(raw.subarray(0, 32)), derInteger(raw.subarray(32, 64))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** Shortest form, with a zero in front where the first bit would make it negative. */
function derInteger(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < 31 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  const padded = (digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : Buffer.from(digits);
  return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
}
