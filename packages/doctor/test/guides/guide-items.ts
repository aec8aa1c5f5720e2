// One entry for each row of the guides' lists: as long as the lists are.
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { CheckName } from "../../src/index.ts";
import { kineticOptions, liveRows, prophet21Options, type LiveRow } from "../examine/fault-rows.ts";

/** Where an item of a guide shows itself: in what people paste, at a server, or both. */
export interface Sight {
  /** The finding's id; undefined for what the doctor heeds without an entry in the catalogue. */
  readonly id?: string;
  /** The doctor's check that is about it. */
  readonly check: CheckName;
  /** A paste of the corpus that `explain` answers with this finding first; with none, where there is no `id`. */
  readonly paste?: string;
  /** The server that shows it to `examine`. `liveRows[id]` where the catalogue's row is meant. */
  readonly live?: LiveRow;
  /** What the check says beside its finding, or in its place. */
  readonly says?: RegExp;
  /** Nothing is wrong: the guide's advice is followed, and the doctor finds nothing. */
  readonly isWell?: boolean;
}

export interface GuideItem {
  /** As in contract/coverage.json. */
  readonly row: string;
  /** Empty with a reason where the row tells of no fault. */
  readonly sights: readonly Sight[];
  readonly noFault?: string;
}

const item = (row: string, ...sights: readonly Sight[]): GuideItem => ({ row, sights });
const noFault = (row: string, reason: string): GuideItem => ({ row, sights: [], noFault: reason });
/** Shown by a paste alone. */
const pasted = (id: string, check: CheckName, name: string): Sight => ({ id, check, paste: `${id}/${name}.txt` });
/** Shown by a server, as in the table of the catalogue, and by a paste. */
const both = (id: string, check: CheckName, name: string): Sight => {
  const live = liveRows[id];
  if (live === undefined) throw new TypeError(`no live row shows ${id}`);
  return { ...pasted(id, check, name), live };
};
/** Shown by a server of its own making. */
const live = (check: CheckName, row: LiveRow, more: Partial<Sight> = {}): Sight => ({ check, live: row, ...more });
const well = (check: CheckName, row: LiveRow, says: RegExp): Sight => ({ check, live: row, says, isWell: true });

const kineticWith = (
  more: Parameters<typeof kineticOptions>[1] = {},
  emulator?: LiveRow["emulator"],
  settings = {},
): LiveRow => ({
  ...(emulator && { emulator }),
  make: (erp) => ({ options: kineticOptions(erp, more), settings }),
});
const prophet21With = (
  more: Parameters<typeof prophet21Options>[1] = {},
  emulator?: LiveRow["emulator"],
  settings = {},
): LiveRow => ({
  ...(emulator && { emulator }),
  make: (erp) => ({ options: prophet21Options(erp, more), settings }),
});

const DAY_MS = 86_400_000;
const withPassword = (password: string, switches = {}, more = {}): LiveRow =>
  kineticWith(
    { auth: { kind: "basic", username: "bot", password } },
    { kinetic: { users: [{ username: "bot", password, integrationAccount: true, ...more }], switches } },
  );
const keyForUser = (username: string): LiveRow => ({
  make: (erp) => ({
    options: prophet21Options(erp, {
      auth: { kind: "consumer-key", key: erp.prophet21.consumerKey.key, username },
    }),
    settings: { session: true },
  }),
});
const withScope = (scope: string, settings = {}): LiveRow =>
  prophet21With({}, { prophet21: { consumerKey: { name: "erp-sync", scope } } }, settings);

/** The lists of the Kinetic guide and of the two threads, and of the Prophet 21 guide, by their names in contract/coverage.json. */
export const guideItems: Readonly<Record<string, readonly GuideItem[]>> = {
  "API key, 401": [
    item("the key exists and is active", both("kinetic/api-key-invalid", "api-key", "curl-i")),
    item("the key is of the right company", both("kinetic/api-key-company-mismatch", "api-key", "two-companies")),
    item("no blanks around the key", pasted("client/key-whitespace", "configuration", "echo")),
    item("the header's letter case behind proxies", both("proxy/header-stripped", "http", "nginx")),
    item("a regenerated key is replaced everywhere", both("kinetic/api-key-invalid", "api-key", "dotnet-log")),
    item("a header of its own, no query parameter", pasted("client/api-key-wrong-place", "configuration", "query")),
    item(
      "scoped to a company and perhaps to a user",
      both("kinetic/api-key-company-mismatch", "api-key", "har"),
      both("kinetic/access-scope-denied", "scope", "text"),
    ),
  ],
  "Basic, 401": [
    item(
      "Base64 of user, colon, password",
      pasted("client/authorization-not-base64", "configuration", "plain"),
      pasted("client/basic-malformed", "configuration", "no-colon"),
    ),
    item("the word Basic before it", pasted("client/authorization-scheme-missing", "configuration", "bare-basic")),
    item(
      "passwords with colons",
      well("credentials", withPassword(`${seeded("colons")}:a:b#c`), /gets in|accepted|bot/),
    ),
    item("passwords outside ASCII in UTF-8", {
      ...pasted("kinetic/password-not-utf8", "credentials", "json"),
      live: withPassword(`${seeded("umlaut")}ü`, { basicCharset: "latin1" }),
    }),
    item(
      "key and login on every request",
      both("kinetic/api-key-missing", "api-key", "curl-v"),
      pasted("kinetic/authorization-missing", "credentials", "curl-v"),
      pasted("client/headers-cleared", "configuration", "three"),
    ),
  ],
  "Rights and the integration user, 403": [
    item(
      "access to business objects and methods",
      both("kinetic/method-access-denied", "permission", "status-403"),
      live(
        "permission",
        {
          emulator: { kinetic: { switches: { permissionDenied: 403 } } },
          make: (erp) => liveRows["kinetic/method-access-denied"]?.make(erp) ?? { options: kineticOptions(erp) },
        },
        { id: "kinetic/method-access-denied" },
      ),
    ),
    item("assigned to company, plant and site", both("kinetic/company-access-denied", "permission", "plant")),
    item(
      "a password that does not expire",
      pasted("kinetic/account-unusable", "credentials", "expired-password"),
      live("account", withPassword(seeded("ending"), {}, { passwordExpiresAtMs: Date.now() + 5 * DAY_MS }), {
        says: /password runs out in/,
      }),
    ),
    item(
      "the Integration Account flag",
      well(
        "account",
        withPassword(seeded("person"), {}, { integrationAccount: false }),
        /not flagged as an integration/,
      ),
    ),
    item("default plant and site", pasted("kinetic/default-site-missing", "server", "bpm")),
  ],
  TLS: [
    item(
      "self-signed, expired or incomplete chain: the handshake comes before all headers",
      both("tls/self-signed", "tls", "curl"),
      both("tls/expired", "tls", "dotnet"),
      both("tls/chain-incomplete", "tls", "openssl-list"),
      pasted("tls/private-ca-untrusted", "tls", "dotnet-framework"),
    ),
    item(
      "the chain is installed, checks stay on",
      both("tls/private-ca-untrusted", "tls", "java"),
      both("client/tls-verification-disabled", "tls", "code"),
      pasted("tls/trust-store-scope", "tls", "task"),
    ),
  ],
  "v1 and v2": [
    item("v1: BaqSvc/BaqName, key and Basic", pasted("kinetic/api-version-path-wrong", "url", "v2-baq")),
    item(
      "v2: company in the address, OData options",
      both("kinetic/api-version-path-wrong", "url", "v2-without-odata"),
    ),
    item("help at /api/help/v2", pasted("kinetic/help-page-basic-only", "configuration", "har")),
    item(
      "no company in a v2 address: 401",
      pasted("kinetic/company-segment-missing", "url", "curl-v"),
      pasted("proxy/unmatched-route-401", "http", "pair"),
    ),
  ],
  "Entra ID on SaaS": [
    item("Basic is not available", pasted("kinetic/basic-not-accepted", "credentials", "bearer-only")),
    item(
      "an application registered for Epicor's resource",
      both("kinetic/bearer-audience-wrong", "token", "graph"),
      pasted("entra/app-not-found", "credentials", "node"),
    ),
    item(
      "scope {resource-id}/.default by client credentials",
      both("kinetic/bearer-app-only", "token", "curl-v"),
      pasted("entra/scope-invalid", "scope", "500011"),
    ),
    item("tokens end after about 60 minutes", both("kinetic/token-expired", "token", "works-for-an-hour")),
    item("the key still goes beside the bearer", both("kinetic/api-key-missing", "api-key", "bearer-json-cap")),
  ],
  "A first request by hand": [
    item("a GET of the address", {
      ...well("permission", kineticWith(), /one row/),
      paste: "healthy/kinetic-v2-curl.txt",
    }),
    item("Basic with the user", both("kinetic/credentials-invalid", "credentials", "full-curl-v")),
    item("the key as a header", pasted("client/api-key-wrong-place", "configuration", "other-header")),
    item("certificate checks", both("client/tls-verification-disabled", "tls", "curl")),
    item(
      "200; 401 is about headers, 404 about the address",
      pasted("kinetic/authorization-missing", "credentials", "postman-console"),
      both("kinetic/instance-path-wrong", "url", "iis-404"),
    ),
  ],
  "Patterns of the community": [
    item("TokenResource is not needed on v2", well("token", kineticWith(), /none needed/)),
    item(
      "each call takes a licence; $batch and the Integration Account spare some",
      both("kinetic/license-exhausted", "licence", "curl-i"),
      well("licence", kineticWith(), /calls take a Default user licence/),
    ),
    item("CallSettings across companies", pasted("kinetic/company-header-mismatch", "url", "curl-v")),
    item("the application pool's identity: 500", pasted("kinetic/app-pool-identity", "server", "sql-login")),
    item(
      "ports and firewalls",
      both("network/refused", "tcp", "curl"),
      both("network/timeout", "http", "dotnet"),
      both("network/reset", "http", "node"),
    ),
  ],
  Checklist: [
    item("SSL/TLS", both("tls/hostname-mismatch", "tls", "curl"), both("tls/self-signed", "tls", "node")),
    item(
      "API key",
      both("kinetic/api-key-missing", "api-key", "fiddler-raw"),
      both("kinetic/api-key-invalid", "api-key", "xml"),
    ),
    item("Basic", both("kinetic/credentials-invalid", "credentials", "curl-i")),
    item("address", pasted("kinetic/company-segment-missing", "url", "requests")),
    item("user account", pasted("kinetic/account-unusable", "credentials", "locked"), {
      id: "kinetic/account-unusable",
      check: "account",
      live: liveRows["kinetic/account-unusable"] as LiveRow,
    }),
    item("security groups", both("kinetic/method-access-denied", "permission", "curl-i")),
    item("licence", both("kinetic/license-exhausted", "licence", "eventlog")),
    item("SaaS", pasted("kinetic/basic-not-accepted", "credentials", "text")),
    item("a 200 by hand before any code", {
      ...well("permission", kineticWith(), /one row/),
      paste: "healthy/challenge-then-200.txt",
    }),
    item(
      "logs",
      pasted("kinetic/account-unusable", "credentials", "disabled-eventlog"),
      pasted("kinetic/windows-auth-shadowing", "credentials", "iis-log"),
      pasted("kinetic/app-pool-identity", "server", "eventlog"),
    ),
  ],
  "Statements on REST authentication": [
    item(
      "Entra tokens are taken once directory and application ids are set",
      both("kinetic/entra-not-configured", "token", "sound-token"),
    ),
    item(
      "a token on behalf of the user, with the right audience",
      both("kinetic/bearer-audience-wrong", "token", "own-client"),
      pasted("entra/obo-assertion-invalid", "token", "500131"),
    ),
    item(
      "a token lives for an hour, its renewal is the caller's",
      both("kinetic/token-expired", "token", "curl-v-entra"),
    ),
    item("the help pages take Basic only", pasted("kinetic/help-page-basic-only", "configuration", "prose")),
    item("Windows authentication hides the bearer", both("kinetic/windows-auth-shadowing", "credentials", "curl-v")),
    item(
      "WebService licences are for integrations, Default is what a user has",
      well("licence", kineticWith({ license: "WebService" }), /a WebService licence was free/),
    ),
    noFault("Basic is obsolete: the password goes along with every call", "an opinion on a way in that works"),
    item(
      "TokenResource gives tokens as well",
      well(
        "token",
        {
          make: (erp) => {
            const { username, password } = erp.kinetic.user;
            return { options: kineticOptions(erp, { auth: { kind: "token-resource", username, password } }) };
          },
        },
        /obtained, good for/,
      ),
    ),
  ],
  "Statements on tokens": [
    item(
      "token authentication is enabled in the Admin Console",
      both("kinetic/token-service-disabled", "token", "404-basic-works"),
    ),
    item(
      "a token spares the client the password, and lives as long as the administrator set",
      both("kinetic/token-expired", "token", "har"),
    ),
    item("HTTPS always, inside as well", both("tls/plain-http-on-tls-port", "tls", "nginx")),
  ],
  "Common errors": [
    item("401, wrong user or password", both("prophet21/credentials-invalid", "credentials", "v2")),
    item("401, expired token", both("prophet21/token-expired", "token", "curl")),
    item(
      "401, invalid consumer key",
      both("prophet21/key-unknown", "api-key", "invalid-client"),
      live(
        "api-key",
        {
          emulator: { prophet21: { switches: { unknownKey: 401 } } },
          make: (erp) => liveRows["prophet21/key-unknown"]?.make(erp) ?? { options: prophet21Options(erp) },
        },
        { id: "prophet21/key-unknown" },
      ),
    ),
    item(
      "403, scope",
      both("prophet21/scope-table-denied", "scope", "decoded-claims"),
      live(
        "scope",
        {
          emulator: { prophet21: { switches: { scopeDenied: 403 } } },
          make: (erp) => liveRows["prophet21/scope-table-denied"]?.make(erp) ?? { options: prophet21Options(erp) },
        },
        { id: "prophet21/scope-table-denied" },
      ),
      pasted("prophet21/scope-path-denied", "scope", "insufficient"),
    ),
    item("404, wrong address", both("prophet21/token-endpoint-wrong", "url", "oauth")),
    item(
      "200 with XML",
      pasted("prophet21/xml-token-response", "configuration", "python"),
      well("token", prophet21With({}, { prophet21: { switches: { forceXml: true } } }), /obtained/),
    ),
  ],
  "Permissions of users": [
    item(
      "Allow OData API Service is Yes, its default is No",
      both("prophet21/odata-permission-denied", "permission", "curl-v"),
    ),
    item(
      "the role's Dataservice Permission allows the table or view",
      both("prophet21/odata-permission-denied", "permission", "metadata-works"),
    ),
    item(
      "Schema Type tells tables from views",
      pasted("prophet21/odata-permission-denied", "permission", "token-and-call"),
    ),
    item(
      "Allow All, Allow All Views, Allow All Tables",
      pasted("prophet21/odata-permission-denied", "permission", "prose"),
    ),
    item(
      "each table or view is allowed or denied by itself",
      pasted("prophet21/odata-permission-denied", "permission", "jwtio"),
    ),
    item(
      "a valid token and 401 or 403: check both, and the role that is really assigned",
      pasted("prophet21/odata-permission-denied", "permission", "403-mail"),
      live(
        "permission",
        {
          emulator: { prophet21: { switches: { permissionDenied: 403 } } },
          make: (erp) => liveRows["prophet21/odata-permission-denied"]?.make(erp) ?? { options: prophet21Options(erp) },
        },
        { id: "prophet21/odata-permission-denied" },
      ),
    ),
  ],
  "Permissions by method": [
    item("user credentials: both are required", both("prophet21/odata-permission-denied", "permission", "curl-v")),
    item("consumer key without a user name: neither", well("permission", prophet21With(), /one row/)),
    item("consumer key with a user name: neither", well("permission", keyForUser("warehouse"), /one row/)),
  ],
  "APIs with a key, without and with a user name": [
    item(
      "OData",
      well("permission", prophet21With({}, undefined, { resource: "table/supplier" }), /table\/supplier was read/),
    ),
    noFault("Entity", "open with and without a user name"),
    noFault("Inventory REST", "open with and without a user name"),
    noFault("Transaction", "open with and without a user name: without one it acts as the install's user"),
    item(
      "Interactive",
      both("prophet21/interactive-needs-username", "session", "curl"),
      both("prophet21/interactive-user-unknown", "session", "answer"),
      well("session", keyForUser("api_user"), /opened and ended/),
    ),
  ],
  "Caveats of consumer keys": [
    item(
      "every token call makes a middleware session and may void earlier tokens",
      pasted("prophet21/token-superseded", "token", "per-request"),
    ),
    item(
      "no password is asked for",
      well("api-key", prophet21With(), /may name any Prophet 21 user, without a password/),
    ),
    item(
      "the scope of the registration counts, not that of the request",
      pasted("prophet21/scope-request-ignored", "scope", "pair"),
      both("prophet21/scope-stale-token", "scope", "prose"),
    ),
    item("/api is enough, /ui is not needed", well("scope", withScope("/api"), /^\/api$/m)),
  ],
  "API scopes": [
    item("/api", well("permission", withScope("/api"), /one row/)),
    item("/api;/p21sdk", well("permission", withScope("/api;/p21sdk"), /one row/)),
    item("/api;/ui", well("permission", withScope("/api;/ui"), /one row/)),
    item(
      "/uiserver0",
      pasted("prophet21/scope-path-denied", "scope", "uiserver"),
      well("scope", withScope("/uiserver0"), /no OData/),
    ),
    item("/odata", both("prophet21/scope-bare-odata", "scope", "curl")),
    item(
      "/api/.configuration",
      live("scope", withScope("/api/.configuration"), { says: /does not bind the Transaction API/ }),
    ),
    item("/odata with tables", both("prophet21/scope-table-denied", "scope", "curl-v")),
  ],
  "Token expiration": [
    item(
      "24 hours by default",
      both("prophet21/token-expired", "token", "har"),
      pasted("client/timer-overflow", "configuration", "warning"),
    ),
    item("told in ExpiresInSeconds", pasted("prophet21/token-lifetime-field", "configuration", "keyerror")),
    item("a refresh token is provided", pasted("prophet21/token-endpoint-wrong", "url", "refresh")),
  ],
  "XML token answers": [
    item(
      "some middleware answers XML although JSON was asked for",
      pasted("prophet21/xml-token-response", "configuration", "curl"),
      well("token", prophet21With({}, { prophet21: { switches: { forceXml: true } } }), /obtained/),
    ),
    item(
      "root TokenResponse without a namespace",
      well(
        "token",
        prophet21With({}, { prophet21: { switches: { forceXml: true, xmlRoot: "TokenResponse" } } }),
        /obtained/,
      ),
    ),
    item(
      "ExpiresIn in XML, ExpiresInSeconds in JSON",
      pasted("prophet21/token-lifetime-field", "configuration", "dotnet"),
    ),
    item("read both forms", pasted("prophet21/xml-token-response", "configuration", "bare")),
  ],
};
