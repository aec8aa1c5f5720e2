import { createPublicKey, type KeyObject } from "node:crypto";
import type { IssuerKey } from "./issuer.ts";

type Algorithm = IssuerKey["algorithm"];

/** Reads one public key. @returns it, or what is wrong with the text */
export function readPem(text: string): readonly IssuerKey[] | string {
  const key = importKey(text);
  if (key === undefined) return "is neither a PEM public key nor a JWK set. Give one of these";
  const algorithm = algorithmOf(key);
  return algorithm === undefined
    ? "holds a key that is neither RSA of 2048 bits or more nor EC P-256. Give such a key"
    : [{ kid: undefined, algorithm, key }];
}

/** Reads a JWK set. @returns its signature keys, or what is wrong with the text */
export function readJwks(text: string): readonly IssuerKey[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return "is not JSON. Give a JWK set or a PEM public key";
  }
  const list: unknown = typeof parsed === "object" && parsed !== null && "keys" in parsed ? parsed.keys : undefined;
  if (!Array.isArray(list)) return 'has no list "keys". Give a JWK set';
  if (list.some((jwk) => isRecord(jwk) && ("d" in jwk || jwk["kty"] === "oct")))
    return "holds a private or secret key. Give public keys";
  // Sets hold keys for other purposes too; those are left out, not refused.
  const keys = list.flatMap((jwk) => readJwk(jwk));
  return keys.length > 0 ? keys : "holds no RSA or EC P-256 signature key. Give such a key";
}

function readJwk(jwk: unknown): readonly IssuerKey[] {
  if (!isRecord(jwk) || jwk["use"] === "enc") return [];
  const key = importKey({ key: jwk, format: "jwk" });
  const algorithm = key === undefined ? undefined : algorithmOf(key);
  if (key === undefined || algorithm === undefined || (jwk["alg"] !== undefined && jwk["alg"] !== algorithm)) return [];
  const kid = typeof jwk["kid"] === "string" ? jwk["kid"] : undefined;
  const issuer = typeof jwk["issuer"] === "string" ? { issuer: jwk["issuer"] } : {};
  return [{ kid, algorithm, key, ...issuer }];
}

function importKey(source: string | { key: Record<string, unknown>; format: "jwk" }): KeyObject | undefined {
  try {
    return createPublicKey(source);
  } catch {
    return undefined;
  }
}

/** What a key may verify. The key decides, not the token: that is what makes confusing the two impossible. */
function algorithmOf(key: KeyObject): Algorithm | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === "rsa" && (details?.modulusLength ?? 0) >= 2048) return "RS256";
  return type === "ec" && details?.namedCurve === "prime256v1" ? "ES256" : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
