import { checkPrimeSync, createECDH, createHash, createPrivateKey, type KeyObject } from "node:crypto";

/**
 * An RSA key of 2048 bits that is the same for the same seed and label: an emulator started again takes the tokens it signed
 * before, and its certificates stay the ones a test has registered. Predictable by design, so it protects nothing but a stand-in.
 */
export function seededRsaKey(seed: number, label: string): KeyObject {
  const [p, q] = [seededPrime(`${seed}:${label}:p`), seededPrime(`${seed}:${label}:q`)];
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const members = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const encoded = Object.entries(members).map(([name, value]) => [name, base64url(value)]);
  return createPrivateKey({ key: { kty: "RSA", ...Object.fromEntries(encoded) }, format: "jwk" });
}

/** A P-256 key that is the same for the same seed and label. */
export function seededEcKey(seed: number, label: string): KeyObject {
  const d = createHash("sha256").update(`${seed}:${label}`).digest();
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(d);
  // Uncompressed: a leading byte, then both coordinates
  const [x, y] = [pair.getPublicKey().subarray(1, 33), pair.getPublicKey().subarray(33)];
  const encoded = { d: d.toString("base64url"), x: x.toString("base64url"), y: y.toString("base64url") };
  return createPrivateKey({ key: { kty: "EC", crv: "P-256", ...encoded }, format: "jwk" });
}

const EXPONENT = 65_537n;
const PRIME_BYTES = 128;
const SMALL_PRIMES: readonly bigint[] = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n];
const SMALL_PRODUCT = SMALL_PRIMES.reduce((product, prime) => product * prime);

/** The first prime from a place that the label decides. Its two highest bits are set, so that two of them make 2048 bits. */
function seededPrime(label: string): bigint {
  const digest = createHash("shake256", { outputLength: PRIME_BYTES }).update(label).digest("hex");
  let candidate = BigInt(`0x${digest}`) | (3n << 1022n) | 1n;
  while (!isUsable(candidate)) candidate += 2n;
  return candidate;
}

/** Prime, and with a place in RSA beside the exponent. The small primes first: they settle most candidates cheaply. */
function isUsable(candidate: bigint): boolean {
  const rest = candidate % SMALL_PRODUCT;
  return (
    SMALL_PRIMES.every((prime) => rest % prime !== 0n) &&
    (candidate - 1n) % EXPONENT !== 0n &&
    checkPrimeSync(candidate)
  );
}

/** The extended algorithm of Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [left, right, factor, nextFactor] = [modulus, value % modulus, 0n, 1n];
  while (right !== 0n) {
    const quotient = left / right;
    [left, right] = [right, left - quotient * right];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return factor < 0n ? factor + modulus : factor;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex").toString("base64url");
}
