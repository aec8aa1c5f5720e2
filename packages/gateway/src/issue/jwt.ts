import { createHmac, type KeyObject, sign, timingSafeEqual, verify } from "node:crypto";
import { derFromRaw, rawFromDer } from "./es256-signature.ts";

/** The algorithms of this gateway. What is not in the list, `none` first of all, does not exist here. */
export type JwtAlgorithm = "ES256" | "RS256" | "HS256";

export type Claims = Readonly<Record<string, unknown>>;

/** A JWT taken apart. Nothing in it is to be believed before {@link hasValidSignature}. */
export interface ReadJwt {
  /** The token itself. */
  readonly text: string;
  readonly header: Claims;
  readonly claims: Claims;
  readonly signingInput: string;
  readonly signature: Buffer;
}

// An access token of a large Entra tenant with groups is about 4 KiB; the header limit is the outer bound.
const LONGEST_TOKEN = 12_000;
const PARTS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/** Takes a compact JWS apart; undefined where it is none. */
export function readJwt(token: string): ReadJwt | undefined {
  if (token.length > LONGEST_TOKEN) return undefined;
  const [, header = "", claims = "", signature = ""] = PARTS.exec(token) ?? [];
  const headerObject = jsonObject(header);
  const claimsObject = jsonObject(claims);
  if (headerObject === undefined || claimsObject === undefined) return undefined;
  return {
    text: token,
    header: headerObject,
    claims: claimsObject,
    signingInput: token.slice(0, token.lastIndexOf(".")),
    signature: Buffer.from(signature, "base64url"),
  };
}

function jsonObject(base64url: string): Claims | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(base64url, "base64url").toString("utf8"));
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? Object.fromEntries(Object.entries(parsed))
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether `key` made the signature by `algorithm`. The algorithm is the verifier's, never read from the token. */
export function hasValidSignature(jwt: ReadJwt, algorithm: JwtAlgorithm, key: KeyObject): boolean {
  const { signature, signingInput } = jwt;
  const input = Buffer.from(signingInput, "latin1");
  switch (algorithm) {
    case "RS256":
      return verify("sha256", input, key, signature);
    case "ES256":
      return signature.length === 64 && verify("sha256", input, key, derFromRaw(signature));
    case "HS256":
      return signature.length === 32 && timingSafeEqual(signature, createHmac("sha256", key).update(input).digest());
  }
}

/** Signs claims as a compact JWS. */
export function signJwt(algorithm: "ES256" | "HS256", key: KeyObject, header: Claims, claims: Claims): string {
  const input = `${encode({ alg: algorithm, ...header })}.${encode(claims)}`;
  const signature =
    algorithm === "ES256"
      ? rawFromDer(sign("sha256", Buffer.from(input), key))
      : createHmac("sha256", key).update(input).digest();
  return `${input}.${signature.toString("base64url")}`;
}

const encode = (value: Claims): string => Buffer.from(JSON.stringify(value)).toString("base64url");
