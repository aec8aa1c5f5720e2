import { createPublicKey, verify, constants, type JsonWebKey, type KeyObject } from "node:crypto";
import { readJsonObject, type JsonObject } from "../http/json-object.ts";

/** A signed token taken apart, nothing in it believed yet. */
export interface ReadAssertion {
  readonly head: JsonObject;
  readonly claims: JsonObject;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

export function readAssertion(text: string): ReadAssertion | undefined {
  const [head = "", payload = "", signature = "", ...more] = text.split(".");
  const [members, claims] = [readPart(head), readPart(payload)];
  if (members === undefined || claims === undefined || more.length > 0) return undefined;
  return {
    head: members,
    claims,
    signed: Buffer.from(`${head}.${payload}`),
    signature: Buffer.from(signature, "base64url"),
  };
}

function readPart(part: string): JsonObject | undefined {
  return readJsonObject(Buffer.from(part, "base64url").toString("utf8"));
}

/** Is it signed by this key, in the way its header says? The key's kind decides which ways are possible at all. */
export function isSignedBy({ head, signed, signature }: ReadAssertion, key: KeyObject): boolean {
  const isRsa = key.asymmetricKeyType === "rsa";
  switch (head["alg"]) {
    case "RS256":
      return isRsa && verify("sha256", signed, key, signature);
    case "PS256":
      return (
        isRsa && verify("sha256", signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature)
      );
    case "ES256":
      return !isRsa && verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, signature);
    default:
      return false;
  }
}

/** The key of a set that an assertion names. */
export function keyOf(
  { head }: ReadAssertion,
  keys: readonly Readonly<Record<string, unknown>>[],
): KeyObject | undefined {
  const found = keys.find(({ kid }) => head["kid"] === undefined || kid === head["kid"]);
  if (found === undefined) return undefined;
  const key: JsonWebKey = found;
  return createPublicKey({ key, format: "jwk" });
}

export function claimText({ claims }: ReadAssertion, name: string): string {
  const value = claims[name];
  return typeof value === "string" ? value : "";
}

/** The audience or audiences. */
export function audiencesOf({ claims }: ReadAssertion): readonly string[] {
  const aud: unknown = claims["aud"];
  const values: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return values.filter((value) => typeof value === "string");
}
