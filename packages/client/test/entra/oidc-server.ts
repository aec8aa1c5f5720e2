import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import type { ClientMetadata, Configuration } from "oidc-provider";

export const TENANT = "11111111-2222-4333-8444-555555555555";
export const SCOPE = "api://kinetic/.default";

/** One request as the server saw it. */
export interface Seen {
  readonly path: string;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

export interface OidcServer extends AsyncDisposable {
  /** What stands in the option `authority`. */
  readonly authority: string;
  readonly provider: Provider;
  readonly seen: readonly Seen[];
}

/**
 * A certified OpenID provider that is not ours, put under Entra's addresses: so our requests are judged by somebody else's
 * reading of the standards.
 */
export async function startOidcServer(clients: ClientMetadata[], more: Configuration = {}): Promise<OidcServer> {
  const seen: Seen[] = [];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(`${authority}/${TENANT}/v2.0`, configuration(clients, more));
  provider.use(async (context, next) => {
    await next();
    const { oidc } = context as { oidc?: { body?: Record<string, string> } };
    if (context.method !== "POST" || oidc?.body === undefined) return;
    const authorization = context.get("authorization") || undefined;
    seen.push({ path: context.path, form: new URLSearchParams(oidc.body), authorization });
  });
  const answer = provider.callback();
  server.on("request", (request, response) => void answer(request, response));
  return {
    authority,
    provider,
    seen,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function configuration(clients: ClientMetadata[], more: Configuration): Configuration {
  const below = `/${TENANT}/oauth2/v2.0`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    clients,
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "signing", use: "sig", alg: "RS256" }] },
    cookies: { keys: ["only for this test"] },
    scopes: ["openid", "offline_access", SCOPE],
    claims: { openid: ["sub"], profile: ["name", "preferred_username"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: "Jane Doe", preferred_username: `${id}@example.com` }),
    }),
    routes: {
      authorization: `${below}/authorize`,
      token: `${below}/token`,
      device_authorization: `${below}/devicecode`,
    },
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      devInteractions: { enabled: true },
      ...more.features,
    },
    // As Entra does it: the ID token tells who signed in.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ...Object.fromEntries(Object.entries(more).filter(([name]) => name !== "features")),
  };
}
