import { X509Certificate } from "node:crypto";
import type { OptionReport } from "../check-options.ts";
import { seededGuid } from "../seeded-random.ts";
import { checkEntraOptions } from "./check-options.ts";
import { domainOf, findTenant } from "./find-tenant.ts";
import type { EntraAppOption, EntraEmulatorOptions, EntraUserOption } from "./options.ts";
import { seedDirectory } from "./seed-directory.ts";
import { createSigningKeys } from "../signing-keys.ts";
import type { EntraApp, EntraState, EntraTenant, EntraUser, RegisteredCertificate } from "./state.ts";

/** The state at start. What is wrong with the options goes to the report, and the state is not used then. */
export function createEntraState(
  options: EntraEmulatorOptions,
  seed: number,
  certificate: () => string,
  report: OptionReport,
): EntraState {
  const directory = seedDirectory(options, seed, certificate);
  const tenants = directory.tenants.map(({ id, domain }) => ({
    id: (id ?? seededGuid(seed, `entra-tenant:${domain}`)).toLowerCase(),
    domain: domain.toLowerCase(),
  }));
  checkEntraOptions(options, directory, tenants, report);
  return {
    origin: "",
    tenants,
    apps: directory.apps.map((app) => makeApp(app, tenants, seed)),
    users: directory.users.map((user) => makeUser(user, tenants, seed)),
    policies: options.policies ?? [],
    federatedIssuers: options.federatedIssuers ?? [],
    signing: createSigningKeys({
      seed,
      alg: options.signing ?? "RS256",
      label: "entra",
      name: "accounts.accesscontrol.windows.net",
    }),
    deviceIntervalSeconds: options.deviceIntervalSeconds ?? 5,
    consents: new Set(),
    codes: new Map(),
    refreshTokens: new Map(),
    devices: new Map(),
    browserSessions: new Map(),
  };
}

function makeApp(
  option: EntraAppOption & { readonly about: string },
  tenants: readonly EntraTenant[],
  seed: number,
): EntraApp {
  const { name, api, redirectUris = {}, secrets = [], federated = [] } = option;
  const clientId = (option.clientId ?? seededGuid(seed, `entra-app:${name}`)).toLowerCase();
  const home = option.tenant === undefined ? tenants[0] : findTenant(tenants, option.tenant);
  const certificates = registered(option);
  return {
    name,
    clientId,
    tenantId: home?.id ?? "",
    isMultiTenant: option.audience === "multi-tenant",
    redirectUris: { web: redirectUris.web ?? [], spa: redirectUris.spa ?? [], desktop: redirectUris.desktop ?? [] },
    publicClientFlows: option.publicClientFlows ?? false,
    secrets: secrets.map(({ value, expiresAtMs = Infinity }, at) => ({
      id: seededGuid(seed, `entra-secret-id:${name}:${at}`),
      value,
      expiresAtMs,
    })),
    get certificates(): EntraApp["certificates"] {
      return certificates();
    },
    federated: federated.map(({ issuer, subject, audience = "api://AzureADTokenExchange" }) => ({
      issuer,
      subject,
      audience,
    })),
    identifierUris: api === undefined ? [] : (api.identifierUris ?? [`api://${clientId}`]),
    scopes: (api?.scopes ?? []).map((scope) => ({ name: scope.replace(/^!/, ""), isAdminOnly: scope.startsWith("!") })),
    roles: api?.roles ?? [],
    acceptedVersion: api?.accessTokenAcceptedVersion ?? 1,
    preAuthorized: api?.preAuthorized ?? [],
    permissions: (option.permissions ?? []).map(({ app, scopes = [], roles = [] }) => ({ app, scopes, roles })),
    hasAdminConsent: option.adminConsent ?? true,
    assignmentRequired: option.assignmentRequired ?? false,
    assigned: option.assigned ?? [],
    isDisabled: option.disabled ?? false,
    principalId: seededGuid(seed, `entra-principal:${name}`),
    about: option.about,
  };
}

/** Read when first asked for: the seeded certificate takes a key to make. */
function registered(option: EntraAppOption): () => readonly RegisteredCertificate[] {
  let read: readonly RegisteredCertificate[] | undefined;
  return () => {
    read ??= (option.certificates ?? []).map((pem) => {
      const x509 = new X509Certificate(pem);
      return { x509, sha1: thumbprint(x509.fingerprint), sha256: thumbprint(x509.fingerprint256) };
    });
    return read;
  };
}

/** `AA:BB:…` as the header of an assertion has it. */
function thumbprint(fingerprint: string): string {
  return Buffer.from(fingerprint.replaceAll(":", ""), "hex").toString("base64url");
}

function makeUser(
  option: EntraUserOption & { readonly about: string },
  tenants: readonly EntraTenant[],
  seed: number,
): EntraUser {
  const { username, password, state, about, roles = {} } = option;
  return {
    username,
    password,
    name: option.name ?? username,
    oid: option.oid ?? seededGuid(seed, `entra-user:${username}`),
    tenantId: findTenant(tenants, domainOf(username))?.id ?? "",
    state,
    roles,
    revokedBeforeMs: 0,
    about,
  };
}
