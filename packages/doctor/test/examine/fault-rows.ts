// One row for each finding of the catalogue: longer than a file should be because the catalogue is.
import { createMemoryTokenStore, type KineticOptions, type Prophet21Options } from "@erpgate/client";
import type { FaultOptions, RunningEmulator, StartEmulatorOptions } from "@erpgate/emulator";
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:tls";
import type { AddressInfo } from "node:net";
import { issueCertificate } from "../../../emulator/src/certificates/issue-certificate.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { examine, type ExamineSettings } from "../../src/index.ts";
import { jwt } from "./jwt.ts";

export type Options = KineticOptions | Prophet21Options;

/** What is examined, and how. */
export interface Case {
  readonly options: Options;
  readonly settings?: ExamineSettings;
}

export interface LiveRow {
  readonly emulator?: StartEmulatorOptions;
  /** Sets the fault or the state. */
  readonly make: (erp: RunningEmulator) => Case | Promise<Case>;
}

export function kineticOptions(erp: RunningEmulator, more: Partial<KineticOptions> = {}): KineticOptions {
  const { url, company, apiKey, user } = erp.kinetic;
  return {
    system: "kinetic",
    url,
    company,
    apiKey,
    auth: { kind: "basic", username: user.username, password: user.password },
    ...more,
  };
}

export function prophet21Options(erp: RunningEmulator, more: Partial<Prophet21Options> = {}): Prophet21Options {
  const { url, consumerKey } = erp.prophet21;
  return { system: "prophet21", url, auth: { kind: "consumer-key", key: consumerKey.key }, ...more };
}

const kineticUser = (erp: RunningEmulator, name: string): KineticOptions["auth"] => {
  const found = erp.kinetic.users.find(({ username }) => username === name);
  return { kind: "basic", username: name, password: found?.password };
};
const kineticKey = (erp: RunningEmulator, about: string): string =>
  erp.kinetic.apiKeys.find((each) => each.about.includes(about))?.key ?? "";
const p21Key = (erp: RunningEmulator, name: string): Prophet21Options["auth"] => ({
  kind: "consumer-key",
  key: erp.prophet21.consumers.find((each) => each.name === name)?.key,
});
const p21User = (erp: RunningEmulator, name: string): Prophet21Options["auth"] => {
  const found = erp.prophet21.users.find(({ username }) => username === name);
  return { kind: "password", username: name, password: found?.password };
};

/** A Kinetic token of the emulator's own token service. */
async function kineticToken(
  erp: RunningEmulator,
  user: { readonly username: string; readonly password: string } = erp.kinetic.user,
): Promise<string> {
  const { url } = erp.kinetic;
  const headers = { username: user.username, password: user.password, accept: "application/json" };
  const answer = await fetch(`${url}/TokenResource.svc/`, { method: "POST", headers });
  return ((await answer.json()) as { AccessToken: string }).AccessToken;
}

/** A session that takes one of the WebService licences and is not ended. */
async function openSession(erp: RunningEmulator): Promise<void> {
  const { url, company, apiKey, user } = erp.kinetic;
  const answer = await fetch(`${url}/api/v2/odata/${company}/Ice.LIB.SessionModSvc/Login`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${user.username}:${user.password}`)}`,
      "x-api-key": apiKey,
      "content-type": "application/json",
      license: JSON.stringify({ ClaimedLicense: "00000003-9439-4B30-A6F4-6D2FD4B9FD0F" }),
    },
    body: "{}",
  });
  if (!answer.ok) throw new Error(`no session: ${String(answer.status)}`);
}

async function prophet21Token(erp: RunningEmulator): Promise<string> {
  const { url, consumerKey } = erp.prophet21;
  const body = JSON.stringify({ ClientSecret: consumerKey.key, GrantType: "client_credentials" });
  const headers = { accept: "application/json", "content-type": "application/json" };
  const answer = await fetch(`${url}/api/security/token/v2`, { method: "POST", headers, body });
  return ((await answer.json()) as { AccessToken: string }).AccessToken;
}

const kinetic = (
  more: (erp: RunningEmulator) => Partial<KineticOptions>,
  settings: ExamineSettings = {},
  emulator?: StartEmulatorOptions,
): LiveRow => ({
  ...(emulator && { emulator }),
  make: (erp) => ({ options: kineticOptions(erp, more(erp)), settings }),
});
const prophet21 = (
  more: (erp: RunningEmulator) => Partial<Prophet21Options>,
  settings: ExamineSettings = {},
  emulator?: StartEmulatorOptions,
): LiveRow => ({
  ...(emulator && { emulator }),
  make: (erp) => ({ options: prophet21Options(erp, more(erp)), settings }),
});

const entraLike = (claims: Record<string, unknown>): KineticOptions["auth"] => ({
  kind: "bearer",
  token: jwt({
    iss: "https://sts.windows.net/11111111-2222-3333-4444-555555555555/",
    exp: 4_000_000_000,
    iat: 1_700_000_000,
    nbf: 1_700_000_000,
    ...claims,
  }),
});

/** A port of this computer that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server that answers everything alike; ends with the process that started it. */
async function answering(status: number, headers: Record<string, string>, body: string): Promise<string> {
  const server = createServer((_request, answer) => void answer.writeHead(status, headers).end(body));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** The emulated ERP, whose sessions have no plant. */
function withoutPlant(erp: RunningEmulator): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const answer = await fetch(new URL(pathname + search, erp.kinetic.url), {
      method: request.method,
      headers: request.headers,
      ...(request.body === null ? {} : { body: await request.text() }),
      redirect: "manual",
    });
    if (!pathname.endsWith("/GetCurrentValues")) return answer;
    const body = (await answer.text()).replace(/("plantID"\s*:\s*)"[^"]*"/i, '$1""');
    return new Response(body, { status: answer.status, headers: { "content-type": "application/json" } });
  };
}

/** The one WebService licence is taken, so that ours is shared; the emulated ERP waits by a clock that goes on as soon as it does. */
function sharedLicence(): LiveRow {
  const clock = { nowMs: Date.now() };
  const now = (): number => clock.nowMs;
  const sleep = async (ms: number): Promise<void> => void (clock.nowMs += ms);
  return {
    emulator: { runtime: { now, sleep }, kinetic: { licences: { WebService: 1 } } },
    make: async (erp) => {
      await openSession(erp);
      return { options: kineticOptions(erp, { license: "WebService" }), settings: { now } };
    },
  };
}

/** A proxy that looks into TLS: its own certificate for the host, by an authority of its own. */
async function inspecting(): Promise<string> {
  const [root, leaf] = [
    generateKeyPairSync("ec", { namedCurve: "P-256" }),
    generateKeyPairSync("ec", { namedCurve: "P-256" }),
  ];
  const issuer = { name: "Zscaler Intermediate Root CA", key: root.privateKey };
  const { pem } = issueCertificate({
    subject: "erp.example.com",
    subjectKey: leaf.privateKey,
    issuer,
    notBeforeMs: Date.now() - 86_400_000,
    notAfterMs: Date.now() + 86_400_000,
    use: "server",
    hosts: ["localhost", "127.0.0.1"],
  });
  const key = leaf.privateKey.export({ type: "pkcs8", format: "pem" });
  const server = createTlsServer({ cert: pem, key }, (socket) => socket.end());
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

export function tlsFault(kind: FaultOptions["kind"]): LiveRow {
  return {
    emulator: { tls: true },
    make: (erp) => {
      erp.fault({ system: "kinetic", kind });
      return { options: kineticOptions(erp, { tls: { ca: erp.tls?.ca ?? "" } }) };
    },
  };
}

/** The findings that a live server can show, each with the fault or the state that shows it. */
export const liveRows: Readonly<Record<string, LiveRow>> = {
  "kinetic/api-key-missing": kinetic(() => ({ apiKey: undefined })),
  "kinetic/api-key-invalid": kinetic((erp) => ({ apiKey: kineticKey(erp, "disabled") })),
  "kinetic/api-key-company-mismatch": kinetic((erp) => ({ apiKey: kineticKey(erp, "EPIC06 only"), company: "EPIC07" })),
  "kinetic/credentials-invalid": kinetic(() => ({
    auth: { kind: "basic", username: "integration", password: seeded("wrong") },
  })),
  "kinetic/basic-not-accepted": kinetic(() => ({}), {}, { kinetic: { switches: { basic: "off" } } }),
  "kinetic/windows-auth-shadowing": kinetic(() => ({}), {}, { kinetic: { switches: { iisWindowsAuth: true } } }),
  "kinetic/method-access-denied": kinetic((erp) => ({ auth: kineticUser(erp, "clerk") }), {
    resource: "Erp.BO.CompanySvc/Companies",
  }),
  "kinetic/company-access-denied": kinetic((erp) => ({ auth: kineticUser(erp, "clerk"), company: "EPIC07" })),
  "kinetic/access-scope-denied": kinetic((erp) => ({ apiKey: kineticKey(erp, "access scope") }), {
    resource: "Erp.BO.PartSvc/Parts",
  }),
  "kinetic/api-version-path-wrong": kinetic(() => ({}), {}, { kinetic: { switches: { version: "10.2" } } }),
  "kinetic/instance-path-wrong": kinetic((erp) => ({ url: `${erp.kinetic.url}x` })),
  "kinetic/account-unusable": {
    emulator: {
      kinetic: {
        users: [{ username: "lapsing", password: seeded("lapsing"), passwordExpiresAtMs: Date.now() + 3_600_000 }],
        switches: { tokenLifetimeSeconds: 86_400 },
      },
    },
    make: async (erp) => {
      const token = await kineticToken(erp, { username: "lapsing", password: seeded("lapsing") });
      erp.clock.advance({ hours: 2 });
      return {
        options: kineticOptions(erp, { auth: { kind: "bearer", token } }),
        settings: { now: () => erp.clock.now() },
      };
    },
  },
  "kinetic/token-service-disabled": kinetic(
    (erp) => ({ auth: { ...kineticUser(erp, "integration"), kind: "token-resource" } as KineticOptions["auth"] }),
    {},
    { kinetic: { switches: { tokenAuthEnabled: false } } },
  ),
  "kinetic/token-expired": {
    emulator: { kinetic: { switches: { tokenLifetimeSeconds: 60 } } },
    make: async (erp) => {
      const token = await kineticToken(erp);
      erp.clock.advance({ minutes: 2 });
      return {
        options: kineticOptions(erp, { auth: { kind: "bearer", token } }),
        settings: { now: () => erp.clock.now() },
      };
    },
  },
  "kinetic/token-rejected": kinetic(() => ({
    auth: {
      kind: "bearer",
      token: jwt({ iss: "epicor", aud: "epicor", username: "integration", iat: "1700000000", exp: "4000000000" }),
    },
  })),
  "kinetic/bearer-audience-wrong": kinetic(() => ({
    auth: entraLike({ aud: "https://graph.microsoft.com", scp: "User.Read", upn: "a@example.com" }),
  })),
  "kinetic/bearer-app-only": kinetic(() => ({
    auth: entraLike({
      aud: "api://epicor-erp",
      appid: "99999999-2222-3333-4444-555555555555",
      idtyp: "app",
      roles: ["x"],
    }),
  })),
  "kinetic/entra-not-configured": kinetic(() => ({
    auth: entraLike({
      aud: "api://epicor-erp",
      appid: "99999999-2222-3333-4444-555555555555",
      scp: "user_impersonation",
      upn: "a@example.com",
    }),
  })),
  "kinetic/license-exhausted": {
    make: (erp) => {
      erp.fault({ system: "kinetic", kind: "license-exhausted" });
      return { options: kineticOptions(erp) };
    },
  },
  "kinetic/license-shared-penalty": sharedLicence(),
  // Left open by a program that logs in before each piece of work and never out.
  "kinetic/license-not-released": {
    make: async (erp) => {
      for (let left = 5; left > 0; left--) await openSession(erp);
      return { options: kineticOptions(erp, { license: "WebService" }) };
    },
  },
  "kinetic/server-not-ready": {
    make: (erp) => {
      erp.fault({ system: "kinetic", kind: "conversions-pending" });
      return { options: kineticOptions(erp) };
    },
  },
  "kinetic/app-pool-identity": {
    make: async (erp) => ({
      // As HTTP.sys answers where the pool does not run (documented).
      options: kineticOptions(erp, {
        url: `${await answering(503, { server: "Microsoft-HTTPAPI/2.0", "content-type": "text/html" }, "<h2>Service Unavailable</h2><p>HTTP Error 503. The service is unavailable.</p>")}/ERP`,
      }),
    }),
  },
  "kinetic/default-site-missing": {
    make: (erp) => ({
      options: kineticOptions(erp, { url: "https://erp.example.com/ERP11PROD" }),
      settings: { fetch: withoutPlant(erp) },
    }),
  },
  "kinetic/application-error": kinetic(() => ({}), {
    resource: "Erp.BO.CustomerSvc/Customers?$filter=Nothing%20eq%201",
  }),
  "kinetic/session-invalid": kinetic(() => ({
    license: "WebService",
    sessionId: "11111111-2222-3333-4444-555555555555",
  })),
  "prophet21/credentials-invalid": prophet21(() => ({
    auth: { kind: "password", username: "api_user", password: seeded("wrong") },
  })),
  "prophet21/key-unknown": prophet21(() => ({
    auth: { kind: "consumer-key", key: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" },
  })),
  "prophet21/token-expired": {
    emulator: { prophet21: { consumerKey: { tokenExpire: 60 } } },
    make: async (erp) => {
      const token = await prophet21Token(erp);
      erp.clock.advance({ minutes: 2 });
      return {
        options: prophet21Options(erp, { auth: { kind: "bearer", token } }),
        settings: { now: () => erp.clock.now() },
      };
    },
  },
  "prophet21/token-rejected": prophet21(() => ({
    auth: {
      kind: "bearer",
      token: jwt({ iss: "P21.Soa", aud: "", sub: "api_user", iat: 1_700_000_000, exp: 4_000_000_000 }),
    },
  })),
  "prophet21/odata-permission-denied": prophet21((erp) => ({ auth: p21User(erp, "warehouse") })),
  "prophet21/scope-table-denied": prophet21((erp) => ({ auth: p21Key(erp, "price-reader") }), {
    resource: "table/customer",
  }),
  "prophet21/scope-bare-odata": prophet21((erp) => ({ auth: p21Key(erp, "bare-odata") })),
  "prophet21/scope-stale-token": {
    emulator: { prophet21: { consumerKey: { name: "erp-sync", scope: "/odata:supplier" } } },
    make: async (erp) => {
      const tokenStore = createMemoryTokenStore();
      const options = prophet21Options(erp, { tokenStore });
      await examine(options, { only: ["token"] });
      erp.prophet21.admin.changeConsumer("erp-sync", { scope: "/odata:supplier,customer" });
      return { options, settings: { resource: "table/customer" } };
    },
  },
  "prophet21/interactive-needs-username": prophet21(() => ({}), { session: true }),
  "prophet21/interactive-user-unknown": prophet21(
    (erp) => ({ auth: { kind: "consumer-key", key: erp.prophet21.consumerKey.key, username: "nobody" } }),
    { session: true },
  ),
  "prophet21/scope-path-denied": prophet21((erp) => ({ auth: p21Key(erp, "price-reader") }), {
    resource: "/api/entity/customers/ping",
  }),
  // A token that is shared with something else that opened a session by it.
  "prophet21/session-exists": {
    make: async (erp) => {
      const { url, user } = erp.prophet21;
      const headers = { accept: "application/json", "content-type": "application/json" };
      const login = { username: user.username, password: user.password };
      const answer = await fetch(`${url}/api/security/token/v2`, {
        method: "POST",
        headers,
        body: JSON.stringify(login),
      });
      const { AccessToken: token } = (await answer.json()) as { AccessToken: string };
      await fetch(`${url}/uiserver0/api/ui/interactive/sessions`, {
        method: "POST",
        headers: { ...headers, authorization: `Bearer ${token}` },
        body: "{}",
      });
      return { options: prophet21Options(erp, { auth: { kind: "bearer", token } }), settings: { session: true } };
    },
  },
  "prophet21/token-endpoint-wrong": {
    make: (erp) => ({ options: prophet21Options(erp, { url: `${erp.prophet21.url}/elsewhere` }) }),
  },
  "prophet21/application-error": prophet21(() => ({}), { resource: "table/no_such_table" }),
  "network/dns-not-found": kinetic(() => ({ url: "https://erp.invalid/ERP" }), { timeoutMs: 5000 }),
  "network/refused": {
    make: async (erp) => ({
      options: kineticOptions(erp, { url: `http://127.0.0.1:${String(await closedPort())}/ERP` }),
    }),
  },
  "network/reset": {
    make: (erp) => {
      erp.fault({ system: "kinetic", kind: "reset" });
      return { options: kineticOptions(erp) };
    },
  },
  "network/timeout": {
    make: (erp) => {
      erp.fault({ system: "kinetic", kind: "slow-body", pieceDelayMs: 60_000 });
      return { options: kineticOptions(erp), settings: { timeoutMs: 300 } };
    },
  },
  "proxy/html-answer": {
    make: (erp) => {
      erp.fault({ system: "kinetic", kind: "html-answer" });
      return { options: kineticOptions(erp) };
    },
  },
  "proxy/header-stripped": kinetic(() => ({}), {}, { kinetic: { switches: { strictHeaderCase: "X-API-Key" } } }),
  "proxy/gateway-error": {
    make: (erp) => {
      erp.fault({ system: "kinetic", kind: "server-error", status: 502 });
      return { options: kineticOptions(erp) };
    },
  },
  "tls/self-signed": tlsFault("tls-self-signed"),
  "tls/chain-incomplete": tlsFault("tls-incomplete-chain"),
  "tls/hostname-mismatch": tlsFault("tls-wrong-host"),
  "tls/expired": tlsFault("tls-expired"),
  "tls/not-yet-valid": tlsFault("tls-not-yet-valid"),
  "tls/protocol-too-old": tlsFault("tls-old-protocol"),
  "tls/private-ca-untrusted": {
    emulator: { tls: true },
    make: (erp) => ({ options: kineticOptions(erp) }),
  },
  "proxy/tls-intercepted": {
    make: async (erp) => ({ options: kineticOptions(erp, { url: `${await inspecting()}/ERP` }) }),
  },
  "tls/pin-mismatch": {
    emulator: { tls: true },
    make: (erp) => ({ options: kineticOptions(erp, { tls: { ca: erp.tls?.ca ?? "", pinSha256: "ab".repeat(32) } }) }),
  },
  "tls/plain-http-on-tls-port": kinetic((erp) => ({ url: erp.kinetic.url.replace("http:", "https:") })),
  "client/tls-verification-disabled": {
    emulator: { tls: true },
    make: (erp) => ({ options: kineticOptions(erp, { tls: { allowUnverifiedCertificate: true } }) }),
  },
  "proxy/auth-required": {
    make: async (erp) => {
      const proxy = createServer().on("connect", (_request, socket) => {
        socket.end(
          "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=p\r\nContent-Length: 0\r\n\r\n",
        );
      });
      await new Promise<void>((resolve) => void proxy.listen(0, "127.0.0.1", resolve));
      proxy.unref();
      const { port } = proxy.address() as AddressInfo;
      return { options: kineticOptions(erp, { proxy: { url: `http://127.0.0.1:${String(port)}` } }) };
    },
  },
  "client/clock-skew": {
    make: (erp) => {
      erp.clock.advance({ hours: 2 });
      return { options: kineticOptions(erp), settings: { now: Date.now } };
    },
  },
};

const OURS =
  "erpgate's own client never makes such a request or reads such an answer well: explain finds it in what other clients leave behind";

/** The findings that the doctor does not show from a live server, each with the reason. */
export const otherRows: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      "kinetic/authorization-missing kinetic/company-segment-missing kinetic/company-header-mismatch kinetic/token-endpoint-slash",
      "kinetic/token-xml-response kinetic/token-claims-are-strings kinetic/session-header-on-bo-call kinetic/help-page-basic-only",
      "kinetic/default-page-cap prophet21/bearer-missing prophet21/redirect-dropped-bearer prophet21/scope-request-ignored",
      "prophet21/xml-token-response prophet21/token-lifetime-field prophet21/accept-json-required prophet21/credentials-in-headers-on-v2",
      "prophet21/length-required prophet21/missing-trailing-slash client/authorization-scheme-missing client/authorization-not-base64",
      "client/basic-malformed client/key-whitespace client/api-key-wrong-place client/headers-cleared client/secret-in-url client/timer-overflow",
    ]
      .flatMap((line) => line.split(" "))
      .map((id) => [id, OURS]),
  ),
  "entra/redirect-uri-mismatch": "Entra ID says it on its page, to the person who signs in: no program sees an answer",
  "kinetic/password-not-utf8":
    "named second beside kinetic/credentials-invalid: trying the other encoding would be a second refused login",
  "kinetic/function-not-exposed": "calling a function runs the customer's code, which a probe must not",
  "prophet21/token-superseded": "takes a second token, and the doctor asks for one",
  "prophet21/session-owner-token": "the session is ended with the token that opened it",
  "prophet21/session-expired": "the session is ended at once",
  "prophet21/window-permission": "no window is opened",
  "tls/revocation-unavailable": "Node asks no revocation service",
  "tls/trust-store-scope": "Node knows no store of a user or a service",
  "proxy/unmatched-route-401": "takes a second, published route to compare with",
};
