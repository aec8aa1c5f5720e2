import { sign } from "node:crypto";
import type { SigningKey } from "./signing-keys.ts";

type Members = Readonly<Record<string, unknown>>;

/** A JWT with the members of head and claims in the order given. */
export function signToken(head: Members, claims: Members, { alg, privateKey }: SigningKey): string {
  const text = `${encoded(head)}.${encoded(claims)}`;
  const signature = sign(
    "sha256",
    Buffer.from(text),
    alg === "RS256" ? privateKey : { key: privateKey, dsaEncoding: "ieee-p1363" },
  );
  return `${text}.${signature.toString("base64url")}`;
}

function encoded(part: Members): string {
  return Buffer.from(JSON.stringify(part), "utf8").toString("base64url");
}
