import { createHmac, createSign, createVerify, timingSafeEqual, type KeyObject } from "node:crypto";
import { readJsonObject, type JsonObject } from "./http/json-object.ts";

export type Claims = Readonly<Record<string, string | number>>;

/** How a token is signed: HS256 with a shared secret, or RS256 with a key pair. */
export type Signer =
  | { readonly alg: "HS256"; readonly secret: Buffer }
  | { readonly alg: "RS256"; readonly privateKey: KeyObject; readonly publicKey: KeyObject };

/** A JWT with the claims in the order given, which is the order in which vendors' tokens show them. */
export function signJwt(claims: Claims, signer: Signer): string {
  const signed = `${encode({ alg: signer.alg, typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${signature(signed, signer)}`;
}

/** The claims of a token that this signer signed; undefined for anything else. Says nothing about expiry. */
export function verifyJwt(token: string, signer: Signer): JsonObject | undefined {
  const [header = "", payload = "", given = "", ...more] = token.split(".");
  if (more.length > 0 || given === "" || !isSignedBy(`${header}.${payload}`, given, signer)) return undefined;
  return readJsonObject(Buffer.from(payload, "base64url").toString("utf8"));
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part), "utf8").toString("base64url");
}

function signature(signed: string, signer: Signer): string {
  if (signer.alg === "HS256") return createHmac("sha256", signer.secret).update(signed).digest("base64url");
  return createSign("sha256").update(signed).sign(signer.privateKey, "base64url");
}

function isSignedBy(signed: string, given: string, signer: Signer): boolean {
  if (signer.alg === "RS256") return createVerify("sha256").update(signed).verify(signer.publicKey, given, "base64url");
  const wanted = Buffer.from(signature(signed, signer));
  const found = Buffer.from(given);
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}
