import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { IssuerConfig } from "../config/gateway-config.ts";
import type { IssuerKey, TrustedIssuer } from "./issuer.ts";

type Algorithm = IssuerKey["algorithm"];

/** A fault of one issuer's keys. */
export interface IssuerFault {
  /** `issuers.0.keys`. */
  readonly path: string;
  readonly message: string;
}

/**
 * Reads the key files of all configured issuers.
 * @returns the issuers by `iss`, or every fault at once
 */
export async function loadIssuers(
  configs: readonly IssuerConfig[],
): Promise<{ readonly issuers: ReadonlyMap<string, TrustedIssuer>; readonly faults: readonly IssuerFault[] }> {
  const issuers = new Map<string, TrustedIssuer>();
  const faults: IssuerFault[] = [];
  for (const [index, config] of configs.entries()) {
    const file = resolve(config.keys);
    const keys = await readKeys(file, config);
    if (typeof keys === "string") faults.push({ path: `issuers.${index}.keys`, message: `${file} ${keys}` });
    else issuers.set(config.issuer, trusted(config, keys));
  }
  return { issuers, faults };
}

function trusted(config: IssuerConfig, keys: readonly IssuerKey[]): TrustedIssuer {
  const scopes = config.scopes === undefined ? undefined : new Map(Object.entries(config.scopes));
  return { issuer: config.issuer, audience: config.audience, keys, consumerClaims: config.consumerClaims, scopes };
}

async function readKeys(file: string, { algorithms }: IssuerConfig): Promise<readonly IssuerKey[] | string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    return `cannot be read (${code}). Correct the path or the rights`;
  }
  if (text.includes("PRIVATE KEY")) return "holds a private key. Give the issuer's public key";
  const keys = text.trimStart().startsWith("{") ? readJwks(text) : readPem(text);
  if (typeof keys === "string") return keys;
  const usable = keys.filter(({ algorithm }) => algorithms === undefined || algorithms.includes(algorithm));
  return usable.length > 0 ? usable : "has no key for the algorithms that are configured. Correct keys or algorithms";
}

function readPem(text: string): readonly IssuerKey[] | string {
  const key = importKey(text);
  if (key === undefined) return "is neither a PEM public key nor a JWK set. Give one of these";
  const algorithm = algorithmOf(key);
  return algorithm === undefined
    ? "holds a key that is neither RSA of 2048 bits or more nor EC P-256. Give such a key"
    : [{ kid: undefined, algorithm, key }];
}

function readJwks(text: string): readonly IssuerKey[] | string {
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
  return [{ kid: typeof jwk["kid"] === "string" ? jwk["kid"] : undefined, algorithm, key }];
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
