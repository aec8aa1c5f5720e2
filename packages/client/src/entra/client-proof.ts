import * as oauth from "oauth4webapi";
import { revealed } from "../secret.ts";
import { certificateProof } from "./certificate-proof.ts";
import type { EntraWorld } from "./entra-world.ts";
import { readFederatedToken } from "./federated-token.ts";
import type { EntraApp } from "./options.ts";

/** What an assertion of either kind is announced as (RFC 7523). */
export const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** How the application proves itself with each request. */
export function proofOf(app: EntraApp, world: EntraWorld): oauth.ClientAuth {
  if (app.certificate !== undefined) return certificateProof(app.certificate);
  const { federated } = app;
  if (federated !== undefined) {
    return async (_server, client, body) => {
      body.set("client_id", client.client_id);
      body.set("client_assertion_type", ASSERTION_TYPE);
      body.set("client_assertion", await readFederatedToken(federated, world));
    };
  }
  if (app.clientSecret === undefined) return oauth.None();
  const secret = revealed(app.clientSecret);
  return app.clientAuthentication === "basic" ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
}
