import type { Dialect, Login, TokenWorld } from "../dialect.ts";
import { entraIdentity, entraSecrets } from "../entra/identity.ts";
import { lateEntra } from "../entra/late-entra.ts";
import { urlText } from "../options/read-url.ts";
import { revealed, Secret } from "../secret.ts";
import { bearer } from "../token/bearer.ts";
import type { TokenIdentity } from "../token/token-key.ts";
import { basicAuthorization } from "./auth-basic.ts";
import { tokenResource } from "./auth-token-resource.ts";
import { EPICOR_SCOPE, EPICOR_TOKEN_URL, EPICOR_USER_SCOPE, epicorIdp } from "./epicor-idp.ts";
import type { IdpClient } from "./epicor-idp.ts";
import { classifyFailure } from "./failure.ts";
import { kineticHeaders } from "./headers.ts";
import { createKineticPager } from "./odata.ts";
import { kineticMembers } from "./members.ts";
import type { EpicorIdpAuth, KineticOptions } from "./options.ts";
import { kineticTarget } from "./target.ts";

/** Kinetic, as the rest of the client sees it. The options have been checked. */
export function kineticDialect(options: KineticOptions, world: TokenWorld): Dialect {
  const base = new URL(options.url);
  const url = urlText(base);
  const below = base.pathname.replace(/\/$/, "");
  return Object.freeze({
    system: "kinetic",
    url,
    headers: kineticHeaders(options),
    secretHeaders: new Set(["x-api-key", "api-key"]),
    secrets: secretsOf(options),
    login: login(options, url, world),
    target: kineticTarget(options),
    // No call can set the key's header, nor put the key into its query: whether it had one is the option's to say.
    classifyFailure: (answer, call) => {
      const hadApiKey = options.apiKey !== undefined;
      return classifyFailure(answer, call && { ...call, path: call.path.slice(below.length), hadApiKey });
    },
    members: (inside) => kineticMembers(inside, options),
    odata: createKineticPager(),
  } satisfies Dialect);
}

function login(options: KineticOptions, url: string, world: TokenWorld): Login {
  const { auth } = options;
  switch (auth.kind) {
    case "basic":
      return { kind: "header", authorization: basicAuthorization(auth.username, revealed(auth.password)) };
    case "token-resource": {
      const secret = revealed(auth.password);
      const identity = identify(options, url, { issuer: url, user: auth.username, secret });
      return { kind: "token", identity, obtain: tokenResource(url, auth.username, secret, world) };
    }
    case "epicor-idp": {
      const client = idpClient(auth);
      const { tokenUrl, clientId, clientSecret = "", user } = client;
      // A key that was stored before users could log in here stays the same.
      const secret = user === undefined ? clientSecret : JSON.stringify([clientSecret, user.password]);
      const parts = { issuer: tokenUrl, clientId, user: user?.username, scopes: client.scope.split(" "), secret };
      return { kind: "token", identity: identify(options, url, parts), obtain: epicorIdp(client, world) };
    }
    case "entra": {
      const parts = entraIdentity(auth);
      return { kind: "token", identity: parts && identify(options, url, parts), obtain: lateEntra(auth, world) };
    }
    case "bearer":
      return { kind: "token", identity: undefined, obtain: bearer(auth) };
  }
}

function idpClient(auth: EpicorIdpAuth): IdpClient {
  const { tokenUrl = EPICOR_TOKEN_URL, clientId, username } = auth;
  const user = username === undefined ? undefined : { username, password: revealed(auth.password) };
  const clientSecret = auth.clientSecret === undefined ? undefined : revealed(auth.clientSecret);
  const scope = auth.scope ?? (user === undefined ? EPICOR_SCOPE : EPICOR_USER_SCOPE);
  return { tokenUrl, clientId, clientSecret, scope, user };
}

function identify(
  options: KineticOptions,
  url: string,
  parts: Partial<TokenIdentity> & Pick<TokenIdentity, "issuer" | "secret">,
): TokenIdentity {
  const { company, auth } = options;
  return {
    system: "kinetic",
    audience: url,
    company,
    grant: auth.kind,
    user: undefined,
    clientId: undefined,
    scopes: [],
    ...parts,
  };
}

function secretsOf({ apiKey, auth }: KineticOptions): readonly string[] {
  const secrets = apiKey === undefined ? [] : [revealed(apiKey)];
  switch (auth.kind) {
    case "basic":
    case "token-resource":
      return [...secrets, revealed(auth.password)];
    case "epicor-idp":
      return [...secrets, revealed(auth.clientSecret), revealed(auth.password)].filter((secret) => secret !== "");
    case "entra":
      return [...secrets, ...entraSecrets(auth)];
    case "bearer":
      return typeof auth.token === "string" || Secret.is(auth.token) ? [...secrets, revealed(auth.token)] : secrets;
  }
}
