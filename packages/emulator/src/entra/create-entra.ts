import type { OptionReport } from "../check-options.ts";
import { issueCertificate } from "../certificates/issue-certificate.ts";
import { html } from "../http/answer.ts";
import { lazily } from "../lazily.ts";
import { seededRsaKey } from "../seeded-keys.ts";
import type { EntraTrust } from "../kinetic/entra-trust.ts";
import { readSwitches } from "../switches.ts";
import type { EmulatedSystem, Surroundings } from "../system.ts";
import { actForPerson } from "./act-for-person.ts";
import { createEntraState } from "./create-state.ts";
import type { EmulatedEntra, EmulatedEntraApp } from "./emulated-entra.ts";
import { issuerOf } from "./issue-token.ts";
import type { EntraEmulatorOptions } from "./options.ts";
import { readEntraAddress } from "./read-address.ts";
import { serve, type Service } from "./serve.ts";
import type { EntraApp, EntraState } from "./state.ts";
import { entraSwitches } from "./switches.ts";

/** Where the emulator put it. */
export type Place = Pick<EmulatedEntra, "url" | "fetch">;

export interface Entra {
  readonly system: EmulatedSystem;
  /** For a Kinetic that trusts it. */
  readonly trust: EntraTrust;
  face(place: Place): EmulatedEntra;
}

/** An emulated Entra ID: directory made, switches set, addresses answered. */
export function createEntra(options: EntraEmulatorOptions, surroundings: Surroundings, report: OptionReport): Entra {
  const switches = readSwitches(entraSwitches, { ...options.switches }, (name, problem) =>
    report.add(`entra.switches.${name}`, problem),
  );
  const certificate = lazily(() => seededCertificate(surroundings.seed));
  const state = createEntraState(options, surroundings.seed, () => certificate().certificate, report);
  const service: Service = { state, switches, surroundings };
  return { system: systemOf(service), trust: trustOf(service), face: (place) => faceOf(service, certificate, place) };
}

function trustOf(service: Service): EntraTrust {
  const { state } = service;
  return {
    issuers: () =>
      state.tenants.slice(0, 1).flatMap((tenant) => [issuerOf(service, tenant, 1), issuerOf(service, tenant, 2)]),
    keys: () => ({ keys: state.signing.published().map(({ jwk }) => jwk) }),
    application: (name) => state.apps.find((app) => app.name === name),
  };
}

function systemOf(service: Service): EmulatedSystem {
  const { state, surroundings } = service;
  const secrets = [
    ...state.users.map(({ password }) => password),
    ...state.apps.flatMap((app) => app.secrets.map(({ value }) => value)),
  ].filter((secret) => typeof secret === "string");
  return {
    handle: (call, findings) => serve(service, call, findings),
    isTokenRequest: (call) => {
      const address = readEntraAddress(call.path);
      return address.kind === "endpoint" && address.endpoint === "token";
    },
    revokeTokens: () => revokeSessions(state, surroundings.clock.now()),
    serverError: (_, status) =>
      html("fault.server-error", status === 503 ? "Service Unavailable" : "Server Error", status),
    conversionsPending: () => undefined,
    secrets: () => secrets,
  };
}

function revokeSessions(state: EntraState, nowMs: number, username?: string): void {
  for (const user of state.users) {
    // A sign-in of this very moment came before
    if (username === undefined || user.username === username) user.revokedBeforeMs = nowMs + 1;
  }
}

interface Certified {
  readonly certificate: string;
  readonly privateKey: string;
}

const CERTIFICATE_NOT_BEFORE_MS = Date.UTC(2025, 0, 1);
const CERTIFICATE_NOT_AFTER_MS = Date.UTC(2049, 0, 1);

/** The certificate that the application `integration` has registered, and the key of it. */
function seededCertificate(seed: number): Certified {
  const key = seededRsaKey(seed, "entra-app-certificate");
  const name = "integration";
  const { pem } = issueCertificate({
    subject: name,
    subjectKey: key,
    issuer: { name, key },
    notBeforeMs: CERTIFICATE_NOT_BEFORE_MS,
    notAfterMs: CERTIFICATE_NOT_AFTER_MS,
    use: "signing",
  });
  return { certificate: pem, privateKey: key.export({ type: "pkcs8", format: "pem" }).toString() };
}

function faceOf(service: Service, certificate: () => Certified, place: Place): EmulatedEntra {
  const { state, switches, surroundings } = service;
  state.origin = place.url;
  const [tenant] = state.tenants;
  const users = state.users.map(({ username, password, oid, about }) => ({ username, password, oid, about }));
  const [user] = users;
  if (tenant === undefined || user === undefined) throw new Error("there is always a tenant and a user");
  const apps = state.apps.map((app) => appFace(app, surroundings.clock.now()));
  const acts = actForPerson(service);
  return {
    ...place,
    tenant,
    tenants: state.tenants,
    authority: `${place.url}/${tenant.id}`,
    issuers: { v1: issuerOf(service, tenant, 1), v2: issuerOf(service, tenant, 2) },
    user,
    users,
    apps,
    app: (name) => findApp(apps, name),
    certificate,
    switches,
    keys: () => ({ keys: state.signing.published().map(({ jwk }) => jwk) }),
    rollKeys: () => state.signing.roll(),
    revokeSessions: (username) => revokeSessions(state, surroundings.clock.now(), username),
    signIn: (address, username = user.username) => acts.signIn(address, username),
    approveDevice: (userCode, username = user.username) => acts.approveDevice(userCode, username),
    declineDevice: (userCode) => acts.declineDevice(userCode),
  };
}

function appFace(
  { name, clientId, about, secrets, identifierUris, redirectUris }: EntraApp,
  nowMs: number,
): EmulatedEntraApp {
  const secret = secrets.find(({ expiresAtMs }) => expiresAtMs > nowMs)?.value;
  const [uri] = identifierUris;
  return Object.freeze({
    name,
    clientId,
    about,
    ...(secret === undefined ? {} : { secret }),
    ...(uri === undefined ? {} : { scope: `${uri}/.default` }),
    redirectUris: Object.values(redirectUris).flat(),
  });
}

function findApp(apps: readonly EmulatedEntraApp[], name: string): EmulatedEntraApp {
  const found = apps.find((app) => app.name === name);
  if (found !== undefined) return found;
  throw new TypeError(
    `there is no application ${JSON.stringify(name)}; there are ${apps.map((app) => app.name).join(", ")}`,
  );
}
