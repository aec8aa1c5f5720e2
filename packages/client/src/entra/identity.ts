import { revealed, Secret } from "../secret.ts";
import type { TokenIdentity } from "../token/token-key.ts";
import { authorityOf, scopesOf } from "./authority.ts";
import type { EntraApp, EntraAuth } from "./options.ts";

type Parts = Pick<TokenIdentity, "issuer" | "grant" | "user" | "clientId" | "scopes" | "secret">;

/**
 * What decides an Entra token, so that a store can keep it. The three flows in which a user has signed in share one name: a
 * login on another device serves the program that would have opened a browser. Undefined where nobody can say: a token on
 * behalf of whoever is asked for.
 */
export function entraIdentity(auth: EntraAuth): Parts | undefined {
  if (auth.flow === "managed-identity") {
    const user = auth.clientId ?? auth.objectId ?? auth.resourceId;
    const scopes = [auth.resource];
    return {
      issuer: "managed-identity",
      grant: "entra:managed-identity",
      user,
      clientId: undefined,
      scopes,
      secret: "",
    };
  }
  const shared = { issuer: authorityOf(auth).tokenUrl, clientId: auth.clientId, scopes: scopesOf(auth) };
  const proof = proofOf(auth);
  switch (auth.flow) {
    case "client-credentials":
      return { ...shared, grant: "entra:client-credentials", user: undefined, secret: proof };
    case "on-behalf-of":
      // Its own cache is keyed by the assertion, which differs with every call of a function.
      if (auth.assertion === undefined || typeof auth.assertion === "function") return undefined;
      return {
        ...shared,
        grant: "entra:on-behalf-of",
        user: undefined,
        secret: join([proof, revealed(auth.assertion)]),
      };
    case "authorization-code":
      return {
        ...shared,
        grant: "entra:user",
        user: auth.loginHint,
        secret: join([proof, revealed(auth.refreshToken)]),
      };
    case "device-code":
    case "refresh-token":
      return { ...shared, grant: "entra:user", user: undefined, secret: join([proof, revealed(auth.refreshToken)]) };
  }
}

/** What must never be seen of an Entra login. */
export function entraSecrets(auth: EntraAuth): readonly string[] {
  if (auth.flow === "managed-identity") return [];
  const { certificate, clientSecret } = auth;
  const isBlob = certificate?.type.endsWith("BLOB") === true;
  const texts = [clientSecret, certificate?.password, isBlob ? certificate.value : undefined];
  if ("refreshToken" in auth) texts.push(auth.refreshToken);
  if (auth.flow === "refresh-token") texts.push(auth.redeem?.code, auth.redeem?.codeVerifier);
  if (auth.flow === "on-behalf-of" && typeof auth.assertion !== "function") texts.push(auth.assertion);
  return texts
    .map((text) => (typeof text === "string" || Secret.is(text) ? revealed(text) : ""))
    .filter((text) => text !== "");
}

function proofOf({ clientSecret, certificate, federated }: EntraApp): string {
  const token = typeof federated === "object" ? JSON.stringify(federated) : "";
  return join([revealed(clientSecret), certificate?.type ?? "", revealed(certificate?.value), token]);
}

/** Each part with its length, so that no two lists come to the same text. */
function join(parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join("");
}
