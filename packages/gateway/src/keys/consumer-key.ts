import { crc32 } from "node:zlib";
import { toBase62 } from "./base62.ts";

const PREFIX = "egk_";
const SECRET_BYTES = 32;
/** 62^43 is the first power of 62 above 2^256. */
const BODY_LENGTH = 43;
/** 62^6 is the first power of 62 above 2^32. */
const CHECKSUM_LENGTH = 6;
const SHAPE: RegExp = new RegExp(`^${PREFIX}[0-9A-Za-z]{${BODY_LENGTH + CHECKSUM_LENGTH}}$`);

/** A new consumer key and the beginning of it that lists may show. */
export interface NewConsumerKey {
  readonly key: string;
  readonly prefix: string;
}

/**
 * Makes a consumer key: `egk_`, 256 random bits in base 62, and a checksum. The prefix lets secret scanners find a key that
 * was published by mistake; the checksum tells a key with a slip of the pen from an unknown one without asking anything.
 * @param randomBytes a cryptographic source
 */
export function createConsumerKey(randomBytes: (size: number) => Uint8Array): NewConsumerKey {
  const secret = BigInt(`0x${Buffer.from(randomBytes(SECRET_BYTES)).toString("hex")}`);
  const body = PREFIX + toBase62(secret, BODY_LENGTH);
  return { key: body + checksum(body), prefix: `${body.slice(0, PREFIX.length + 4)}…` };
}

/** True for a text that is a consumer key in shape and checksum, whether or not anybody holds it. Garbage costs no hashing. */
export function looksLikeConsumerKey(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  return checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** CRC-32, not a hash: it guards against slips, not against people. */
function checksum(body: string): string {
  return toBase62(BigInt(crc32(body)), CHECKSUM_LENGTH);
}
