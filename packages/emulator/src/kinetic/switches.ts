import type { SwitchTable } from "../switches.ts";

/** What Kinetic servers are said to do differently, or what no source has settled. */
export interface KineticSwitches {
  /** `10.2` has no v2, nor does its help page redirect; before 2026.1 errors have no CorrelationId and spell `REST Api Exception`. */
  readonly version: "2026.1" | "2022.2" | "10.2";
  readonly v1RequiresApiKey: boolean;
  readonly apiKeyInQuery: boolean;
  readonly basic: "on" | "off";
  readonly basicCharset: "utf8" | "latin1" | "either";
  readonly permissionDenied: 401 | 403;
  readonly scopeDenied: 403 | 401;
  readonly missingCompany: 401 | 404;
  readonly checkOrder: "login-first" | "key-first";
  readonly tokenAuthEnabled: boolean;
  readonly tokenForms: "headers+form" | "headers" | "any";
  readonly tokenSlashRedirect: 307 | 301 | "none";
  readonly tokenLifetimeSeconds: number;
  readonly tokenClaimsAsStrings: boolean;
  readonly defaultRowCap: number;
  readonly pageSizeZero: "all" | 400;
  readonly secureErrors: boolean;
  readonly morePagesName: "both" | "morePages" | "morePage";
  readonly entra: "on" | "off";
  readonly entraAppOnly: "refuse" | "accept";
  readonly idp: "off" | "on";
  readonly sessionIdleTimeoutMinutes: number;
  readonly sessionInfoOnBoCalls: 500 | "ignore";
  readonly logoutNeedsSessionInfo: boolean;
  readonly deadSessionInLicense: 410 | "ignore";
  readonly integrationAccountSparesLicence: boolean;
  readonly batch: "off" | "multipart" | "json";
  readonly apiKeyUser: boolean;
  readonly callSettingsSite: boolean;
  /** Something in front lets the API key through in this spelling only. Needs sockets: in process names have no case. */
  readonly strictHeaderCase: false | "x-api-key" | "X-API-Key";
  readonly iisWindowsAuth: boolean;
  readonly htmlError: boolean;
  readonly conversionsPending: boolean;
}

export const kineticSwitches: SwitchTable<KineticSwitches> = {
  version: {
    default: "2026.1",
    values: ["2026.1", "2022.2", "10.2"],
    evidence: "bodies captured on 2026.1 (observed); older spellings from the guides (documented)",
  },
  v1RequiresApiKey: {
    default: false,
    values: [false, true],
    evidence:
      "guides and working v1 clients send none (documented, observed:client); one consultancy page says otherwise (claimed)",
  },
  apiKeyInQuery: {
    default: true,
    values: [true, false],
    evidence: "api-key= in the query works (documented, observed:client); one page says it does not (claimed)",
  },
  basic: {
    default: "on",
    values: ["on", "off"],
    evidence: "public clients use Basic on premises and on SaaS (observed:client); 'SaaS has no Basic' is claimed",
  },
  basicCharset: {
    default: "utf8",
    values: ["utf8", "latin1", "either"],
    evidence: "unknown; UTF-8 most likely (claimed). 'either' takes both encodings",
  },
  permissionDenied: {
    default: 401,
    values: [401, 403],
    evidence: "401 'Access denied (…)' captured on 2026.1 (observed); guides say 403 (documented)",
  },
  scopeDenied: {
    default: 403,
    values: [403, 401],
    evidence: "403 (documented); one client's notes say 401 or 403; the text is unknown",
  },
  missingCompany: {
    default: 401,
    values: [401, 404],
    evidence: "follows from the key being checked against the company slot (inferred); 404 is equally plausible",
  },
  checkOrder: {
    default: "login-first",
    values: ["login-first", "key-first"],
    evidence: "unknown which of two wrong credentials is reported",
  },
  tokenAuthEnabled: {
    default: true,
    values: [true, false],
    evidence: "set by the administrator (observed); the answer when off is a guess: 404",
  },
  tokenForms: {
    default: "headers+form",
    values: ["headers+form", "headers", "any"],
    evidence:
      "headers from Epicor's own library (official); form body in a working client (observed:client); 'any' adds Basic",
  },
  tokenSlashRedirect: {
    default: 307,
    values: [307, 301, "none"],
    evidence: "Epicor's library forces the slash because the POST is redirected (official); the status is unknown",
  },
  tokenLifetimeSeconds: {
    default: 3600,
    values: "count",
    evidence: "3600 on 2026.1 (observed); set by the administrator",
  },
  tokenClaimsAsStrings: {
    default: true,
    values: [true, false],
    evidence: "exp and iat are strings on 2026.1 (observed)",
  },
  defaultRowCap: { default: 100, values: "count", evidence: "100 rows without $top (documented)" },
  pageSizeZero: {
    default: "all",
    values: ["all", 400],
    evidence: "0 means no maximum (official:swagger); one site answers 400 (observed:client)",
  },
  secureErrors: {
    default: true,
    values: [true, false],
    evidence: "on by default, remote callers get a generic 500 (documented)",
  },
  morePagesName: {
    default: "both",
    values: ["both", "morePages", "morePage"],
    evidence:
      "morePages (official:swagger); a client in the field pages by morePage (observed:client), so both are sent",
  },
  entra: {
    default: "on",
    values: ["on", "off"],
    evidence:
      "REST takes Entra ID tokens once the ids are set (claimed, confirmed by a user): those of the Entra ID next door, and issuers by option",
  },
  entraAppOnly: {
    default: "refuse",
    values: ["refuse", "accept"],
    evidence:
      "an app-only token has no user claim to map (inferred); a consultancy page shows client credentials (claimed). 'accept' maps the client id by the issuer's apps",
  },
  idp: {
    default: "off",
    values: ["off", "on"],
    evidence: "the Epicor Identity Provider is cloud only (documented); needs an issuer by option",
  },
  sessionIdleTimeoutMinutes: {
    default: 60,
    values: "count",
    evidence: "a setting of the application server, in minutes (official); its usual value is unknown",
  },
  sessionInfoOnBoCalls: {
    default: 500,
    values: [500, "ignore"],
    evidence: "500 on one 2026.1 server (observed); other clients name the session in License on every call",
  },
  logoutNeedsSessionInfo: {
    default: true,
    values: [true, false],
    evidence:
      "without it the licence stayed held on 2026.1 (observed); one client names it in License (observed:client)",
  },
  deadSessionInLicense: {
    default: 410,
    values: [410, "ignore"],
    evidence: "410 for SessionInfo (documented); for License a thread tells of 'invalid or deleted' sessions (claimed)",
  },
  integrationAccountSparesLicence: {
    default: false,
    values: [false, true],
    evidence: "one consultancy page says it spares licences (claimed); no other source knows of an effect",
  },
  batch: {
    default: "off",
    values: ["off", "multipart", "json"],
    evidence:
      "recommended by one page (claimed), seen in no client and no guide: 404. The other values answer in OData's own forms, part by part; a change set is not undone as a whole",
  },
  apiKeyUser: {
    default: false,
    values: [false, true],
    evidence: "keys have no column for a user (official:swagger); one page ties them to one (claimed)",
  },
  callSettingsSite: {
    default: false,
    values: [false, true],
    evidence: "Site beside Company and Plant is supported by one page only (claimed)",
  },
  strictHeaderCase: {
    default: false,
    values: [false, "x-api-key", "X-API-Key"],
    evidence: "HTTP has no case in names; a proxy is said to have dropped one spelling of the key's header (claimed)",
  },
  iisWindowsAuth: {
    default: false,
    values: [false, true],
    evidence: "Windows authentication on the IIS application hides Basic and Bearer (claimed; wire form inferred)",
  },
  htmlError: {
    default: false,
    values: [false, true],
    evidence: "IIS and gateways answer errors with pages of their own (observed:client)",
  },
  conversionsPending: {
    default: false,
    values: [false, true],
    evidence: "503 with ConversionsPendingException while an upgrade is unfinished (documented)",
  },
};
