import { createHash } from "node:crypto";
import type { KeyObject, webcrypto } from "node:crypto";
import * as oauth from "oauth4webapi";
import type { EntraCertificate } from "./options.ts";
import { readCertificate } from "./read-certificate.ts";
import type { CertificateAndKey } from "./read-certificate.ts";

/**
 * Proves the application by a certificate: a signed assertion for the token endpoint, of one minute and a fresh id. The
 * certificate is read each time, which is once a token's lifetime, so a renewed file is taken up by itself.
 */
export function certificateProof(certificate: EntraCertificate): oauth.ClientAuth {
  return async (server, client, body, headers) => {
    const read = await readCertificate(certificate);
    const signature = certificate.signature ?? "PS256";
    const prove = oauth.PrivateKeyJwt(await signingKey(read.key, signature), {
      [oauth.modifyAssertion]: (header, payload) => {
        Object.assign(header, {
          typ: "JWT",
          ...thumbprint(read, signature),
          ...(certificate.sendChain === true && { x5c: read.chain }),
        });
        // By default it is the issuer, which Entra is not known to take.
        payload["aud"] = server.token_endpoint;
      },
    });
    await prove(server, client, body, headers);
  };
}

function signingKey(key: KeyObject, signature: "PS256" | "RS256"): Promise<webcrypto.CryptoKey> {
  const name = signature === "PS256" ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
  return Promise.resolve(key.toCryptoKey({ name, hash: "SHA-256" }, false, ["sign"]));
}

/** Computed here: the portal shows SHA-1, and nobody should have to know that. */
function thumbprint(
  { certificate }: CertificateAndKey,
  signature: "PS256" | "RS256",
): Readonly<Record<string, string>> {
  const digest = (name: string): string => createHash(name).update(certificate.raw).digest("base64url");
  return signature === "PS256" ? { "x5t#S256": digest("sha256") } : { x5t: digest("sha1") };
}
