import * as oauth from "oauth4webapi";
import type { ReadAnswer } from "../http/read-answer.ts";
import { revealed } from "../secret.ts";
import { authorityOf } from "./authority.ts";
import type { Authority } from "./authority.ts";
import { proofOf } from "./client-proof.ts";
import { sendForm } from "./send-form.ts";
import { endpointsOf } from "./entra-world.ts";
import type { EntraWorld } from "./entra-world.ts";
import type { Grant } from "./failure-class.ts";
import type { EntraApp } from "./options.ts";
import { inPod } from "./pod.ts";
import { readGranted } from "./read-granted.ts";
import type { Granted } from "./read-granted.ts";

/** One question to a token endpoint. */
export interface Ask {
  readonly parameters: Readonly<Record<string, string>>;
  /** What a refusal is judged as. */
  readonly grant: Grant;
  /** What of the parameters is secret. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
  /** What the ID token has to repeat, where a login sent one. */
  readonly nonce?: string | undefined;
}

/** Speaks for one application. */
export interface EntraClient {
  readonly authority: Authority;
  readonly clientId: string;
  /** Asks for a token and reads the answer. */
  grant(grantType: string, ask: Ask): Promise<Granted>;
  /** A POST by which no token comes: that for a device code. */
  post(url: string, ask: Ask): Promise<ReadAnswer>;
}

/**
 * Makes the client of an application. oauth4webapi, the engine below openid-client, writes the requests, proves the client and
 * checks the answers. What goes over the wire goes through the connection's own endpoint, so that its TLS, proxies and limits
 * hold here too.
 */
export function createEntraClient(given: EntraApp, world: EntraWorld): EntraClient {
  const app = inPod(given, world.env);
  const authority = authorityOf(app);
  const client = { client_id: app.clientId ?? "" };
  const server = { issuer: authority.url, token_endpoint: authority.tokenUrl };
  const prove = proofOf(app, world);
  const endpointOf = endpointsOf(world);
  const send = (url: string, body: string, headers: Readonly<Record<string, string>>, ask: Ask): Promise<ReadAnswer> =>
    sendForm({
      url: new URL(url),
      body,
      headers,
      endpointOf,
      world,
      ...ask,
      secrets: [...ask.secrets, revealed(app.clientSecret)],
    });
  return Object.freeze({
    authority,
    clientId: client.client_id,
    grant: async (grantType: string, ask: Ask) => {
      let answer: ReadAnswer | undefined;
      await oauth.genericTokenEndpointRequest(
        server,
        client,
        prove,
        grantType,
        { ...ask.parameters },
        {
          // The options were checked: plain http is on this computer, or was allowed by name.
          [oauth.allowInsecureRequests]: true,
          [oauth.customFetch]: async (url, { body, headers }) => {
            answer = await send(url, String(body), headers, ask);
            return new Response();
          },
        },
      );
      return readGranted(authority, client.client_id, answer, ask.nonce);
    },
    post: (url: string, ask: Ask) => {
      const body = new URLSearchParams({ client_id: client.client_id, ...ask.parameters }).toString();
      return send(url, body, { accept: "application/json", "content-type": "application/x-www-form-urlencoded" }, ask);
    },
  });
}
