import { createSign, generateKeyPairSync } from "node:crypto";
import type { KineticIssuerOption } from "@erpgate/emulator";

/** An identity provider that a Kinetic trusts: what the server is told of it, and tokens as it signs them. */
export interface TokenIssuer {
  readonly option: KineticIssuerOption;
  readonly token: (claims: Readonly<Record<string, unknown>>) => string;
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** Signs RS256 with a key of its own; the claims are the issuer's, an hour of life, and what is given. */
export function tokenIssuer(given: Omit<KineticIssuerOption, "keys">): TokenIssuer {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const iss = typeof given.issuer === "string" ? given.issuer : given.issuer[0];
  return {
    option: { ...given, keys: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "conformance" }] } },
    token: (claims) => {
      const exp = Math.floor(Date.now() / 1000) + 3600;
      const signed = `${encode({ alg: "RS256", typ: "JWT", kid: "conformance" })}.${encode({ iss, exp, ...claims })}`;
      return `${signed}.${createSign("sha256").update(signed).sign(privateKey, "base64url")}`;
    },
  };
}
