import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { issueCertificate } from "./certificates/issue-certificate.ts";
import { seededEcKey, seededRsaKey } from "./seeded-keys.ts";

export interface SigningKey {
  readonly kid: string;
  readonly alg: "RS256" | "ES256";
  readonly privateKey: KeyObject;
  /** As published, without an issuer. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** The keys that tokens are signed with. They are made when the first is needed. */
export interface SigningKeys {
  /** The one that signs now. */
  current(): SigningKey;
  /** Those published: the current one and the ones before and after it that a reader may meet. */
  published(): readonly SigningKey[];
  /** Signs with a new key from now on; the one before stays published, the one before that goes. */
  roll(): void;
}

const PUBLISHED = 2;
const CERTIFICATE_YEARS = 5;
const YEAR_MS = 365 * 86_400_000;
/** Any fixed time: the certificates in a key set are carried along, and nobody judges their dates. */
const NOT_BEFORE_MS = Date.UTC(2025, 0, 1);

export interface SigningKeyOrigin {
  readonly seed: number;
  readonly alg: SigningKey["alg"];
  /** Whose keys they are: another label gives other keys. */
  readonly label: string;
  /** The name in their certificates. */
  readonly name: string;
}

export function createSigningKeys(origin: SigningKeyOrigin): SigningKeys {
  const made: SigningKey[] = [];
  let generation = 0;
  const upTo = (wanted: number): SigningKey => {
    while (made.length <= wanted) made.push(makeKey(origin, made.length));
    return made[wanted] ?? makeKey(origin, wanted);
  };
  return {
    current: () => upTo(generation),
    published: () => {
      upTo(generation);
      return made.slice(Math.max(0, generation + 1 - PUBLISHED), generation + 1);
    },
    roll: () => {
      generation += 1;
    },
  };
}

function makeKey({ seed, alg, label: whose, name }: SigningKeyOrigin, generation: number): SigningKey {
  const label = `${whose}-signing:${generation}`;
  const privateKey = alg === "RS256" ? seededRsaKey(seed, label) : seededEcKey(seed, label);
  const { der } = issueCertificate({
    subject: name,
    subjectKey: privateKey,
    issuer: { name, key: privateKey },
    notBeforeMs: NOT_BEFORE_MS,
    notAfterMs: NOT_BEFORE_MS + CERTIFICATE_YEARS * YEAR_MS,
    use: "signing",
  });
  const kid = createHash("sha1").update(der).digest("base64url");
  const jwk = {
    ...createPublicKey(privateKey).export({ format: "jwk" }),
    use: "sig",
    kid,
    x5t: kid,
    ...(alg === "ES256" ? { alg } : {}),
    x5c: [der.toString("base64")],
  };
  return { kid, alg, privateKey, jwk };
}
