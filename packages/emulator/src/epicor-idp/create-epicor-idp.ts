import type { OptionReport } from "../check-options.ts";
import { empty, html, json, refusing, type Answer } from "../http/answer.ts";
import type { Call } from "../http/call.ts";
import type { KineticIssuerOption } from "../kinetic/options.ts";
import type { EmulatedSystem, Findings, Surroundings } from "../system.ts";
import type { EmulatedEpicorIdp } from "./emulated-epicor-idp.ts";
import { giveToken } from "./give-token.ts";
import type { EpicorIdpEmulatorOptions } from "./options.ts";
import { createEpicorIdpState, type EpicorIdpState } from "./state.ts";

export interface EpicorIdp {
  readonly system: EmulatedSystem;
  /** What Kinetic's `IdentityProvider` row says of it. */
  readonly issuer: KineticIssuerOption;
  face(place: Pick<EmulatedEpicorIdp, "url" | "fetch">): EmulatedEpicorIdp;
}

const TOKEN = "/connect/token";

/** An emulated Epicor Identity Provider: small, because little is known of it. */
export function createEpicorIdp(
  options: EpicorIdpEmulatorOptions,
  surroundings: Surroundings,
  report: OptionReport,
): EpicorIdp {
  const state = createEpicorIdpState(options, surroundings.seed, report);
  const published = (): { readonly keys: readonly Readonly<Record<string, unknown>>[] } => ({
    keys: state.signing.published().map(({ jwk, alg }) => ({ ...jwk, alg })),
  });
  const issuer: KineticIssuerOption = {
    kind: "idp",
    get issuer(): string {
      return state.origin === "" ? "unplaced" : state.origin;
    },
    scope: state.scope,
    keys: published,
    apps: { "erp-sync": "integration" },
  };
  return { system: systemOf(state, surroundings, published), issuer, face: (place) => faceOf(state, place) };
}

function systemOf(state: EpicorIdpState, surroundings: Surroundings, published: () => object): EmulatedSystem {
  const secrets = [...state.clients.map(({ secret }) => secret), ...state.users.map(({ password }) => password)].filter(
    (secret) => typeof secret === "string",
  );
  return {
    handle: (call, findings) => serve(call, findings, state, surroundings, published),
    isTokenRequest: ({ path }) => path === TOKEN,
    revokeTokens: () => {
      for (const { family } of state.refreshTokens.values()) state.deadFamilies.add(family);
      state.signing.roll();
      state.signing.roll();
    },
    serverError: (_, status) =>
      html("fault.server-error", status === 503 ? "Service Unavailable" : "Server Error", status),
    conversionsPending: () => undefined,
    secrets: () => secrets,
  };
}

function serve(
  call: Call,
  findings: Findings,
  state: EpicorIdpState,
  surroundings: Surroundings,
  published: () => object,
): Answer {
  switch (call.path) {
    case TOKEN:
      return giveToken({ call, findings, state, surroundings, form: new URLSearchParams(call.body) });
    case "/.well-known/openid-configuration":
      return json("epicor-idp.discovery", discovery(state));
    case "/.well-known/openid-configuration/jwks":
      return json("epicor-idp.keys", published());
    default:
      return refusing(empty("epicor-idp.address.unknown", 404), `${TOKEN} or /.well-known/openid-configuration`);
  }
}

/** IdentityServer's metadata (inferred from its paths). */
function discovery({ origin, scope }: EpicorIdpState): Readonly<Record<string, unknown>> {
  return {
    issuer: origin,
    jwks_uri: `${origin}/.well-known/openid-configuration/jwks`,
    token_endpoint: `${origin}${TOKEN}`,
    scopes_supported: ["openid", "profile", "email", scope, "offline_access"],
    grant_types_supported: ["client_credentials", "password", "refresh_token"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    response_types_supported: [],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

function faceOf(state: EpicorIdpState, place: Pick<EmulatedEpicorIdp, "url" | "fetch">): EmulatedEpicorIdp {
  state.origin = place.url;
  const clients = state.clients.map(({ clientId, secret }) => ({
    clientId,
    ...(secret === undefined ? {} : { secret }),
  }));
  const [client] = clients;
  if (client === undefined) throw new Error("there is always a client");
  return {
    ...place,
    scope: state.scope,
    client,
    clients,
    users: state.users.map(({ email, password }) => ({ username: email, password, about: "known by this e-mail" })),
    rollKeys: () => state.signing.roll(),
  };
}
