import type { SwitchTable } from "../switches.ts";

/** One of the v1 token endpoint's forms: F and G username and password headers, H consumer_key, I appkey, J query string. */
export type V1Form = "F" | "G" | "H" | "I" | "J";

/** What Prophet 21 servers are said to do differently, or what no source has settled. */
export interface Prophet21Switches {
  readonly build: "26.1-late" | "26.1-early" | "25.2";
  readonly tokenShape: "split" | "unified";
  readonly xmlRoot: "Token" | "TokenResponse";
  readonly forceXml: boolean;
  readonly unknownKey: 500 | 401;
  readonly badPassword: "invalid_grant" | "ErrorMessage" | "ResourceError";
  readonly scopeDenied: 401 | 403;
  readonly permissionDenied: 401 | 403;
  readonly transactionScopeEnforced: boolean;
  readonly apiScopeCoversOdata: boolean;
  readonly bareOdataScopeDenies: boolean;
  readonly mintInvalidatesOldTokens: boolean;
  readonly router307: boolean | "cross-origin";
  readonly v1Forms: readonly V1Form[];
  readonly lengthRequired: boolean;
  readonly userTokenAlg: "HS256" | "RS256";
  readonly neverExpireExp: number;
  readonly catalogueOpen: boolean;
  readonly bearerCaseSensitive: boolean;
  readonly tokenLifetimeSeconds: number;
  readonly isproduction: true | null | "absent";
  readonly windowsLogin: "domain" | "either";
  readonly revokedKeyEndsTokens: boolean;
  readonly sessionIdleSeconds: number;
  readonly sessionReapSeconds: number;
  readonly sessionPool: number;
  readonly sessionPoolWaitSeconds: number;
  readonly asyncConcurrency: number;
  readonly asyncStatus: "text" | "number";
}

export const prophet21Switches: SwitchTable<Prophet21Switches> = {
  build: {
    default: "26.1-late",
    values: ["26.1-late", "26.1-early", "25.2"],
    evidence:
      "most facts were observed on 26.1.5950.0; it decides what an Interactive create without a JSON Accept gets, SessionId or Id, and how a Transaction refuses a Status other than New",
  },
  tokenShape: {
    default: "split",
    values: ["split", "unified"],
    evidence:
      "user answers show ExpiresInSeconds (documented); a typed client class has ExpiresIn everywhere (observed:client)",
  },
  xmlRoot: {
    default: "Token",
    values: ["Token", "TokenResponse"],
    evidence: "Token in http://distributionsuite.activant.com (observed:client); TokenResponse (documented)",
  },
  forceXml: {
    default: false,
    values: [false, true],
    evidence: "some installations give XML although JSON was asked for (documented)",
  },
  unknownKey: {
    default: 500,
    values: [500, 401],
    evidence: "500 TokenException on 26.1.5950.0 (observed); older texts say 401 invalid_client (documented)",
  },
  badPassword: {
    default: "invalid_grant",
    values: ["invalid_grant", "ErrorMessage", "ResourceError"],
    evidence: "the 401 is documented; every body is a guess of some source",
  },
  scopeDenied: {
    default: 401,
    values: [401, 403],
    evidence: "401 with the 'not authorized' text on 26.1.5950.0 (observed); 403 (documented)",
  },
  permissionDenied: { default: 401, values: [401, 403], evidence: "401 (observed)" },
  transactionScopeEnforced: {
    default: false,
    values: [false, true],
    evidence: "a key for OData alone could list, describe and write on 26.1.5950.0 (observed)",
  },
  apiScopeCoversOdata: {
    default: true,
    values: [true, false],
    evidence: "/api is said to open everything (documented); unverified for OData",
  },
  bareOdataScopeDenies: {
    default: true,
    values: [true, false],
    evidence: "a key with bare /odata was refused every table (observed)",
  },
  mintInvalidatesOldTokens: {
    default: false,
    values: [false, true],
    evidence: "it 'may' (documented); nobody has published a reproduction",
  },
  router307: {
    default: true,
    values: [true, false, "cross-origin"],
    evidence:
      "307 to the slashed form on 25.2 and 26.1 (observed); that it leads to another host name is a thing to test with (inferred)",
  },
  v1Forms: {
    default: ["F", "G", "H", "I"],
    values: "letters",
    evidence:
      "F, G, H in working clients, I in code never shown tested (observed:client); J rests on one remark (claimed)",
  },
  lengthRequired: {
    default: true,
    values: [true, false],
    evidence: "IIS answers 411 to a POST without Content-Length (claimed); exists on the socket form only",
  },
  userTokenAlg: {
    default: "HS256",
    values: ["HS256", "RS256"],
    evidence: "live tokens are HS256 (observed); an older sample header says RS256 (documented)",
  },
  neverExpireExp: {
    default: 2147483647,
    values: "count",
    evidence: "2038-01-19T03:14:07Z beside ExpiresIn 630720000 (observed)",
  },
  catalogueOpen: {
    default: true,
    values: [true, false],
    evidence: "a denied account still lists the catalogue and reads $metadata (observed)",
  },
  bearerCaseSensitive: {
    default: true,
    values: [true, false],
    evidence: "the capital B and the blank matter (documented)",
  },
  tokenLifetimeSeconds: {
    default: 86_400,
    values: "count",
    evidence: "user tokens: exp - iat is 86400 (observed); said to be configurable per server",
  },
  isproduction: {
    default: null,
    values: [null, true, "absent"],
    evidence: "true, null or not there at all (observed); only true means production, which an emulator is not",
  },
  windowsLogin: {
    default: "domain",
    values: ["domain", "either"],
    evidence:
      "Windows users may need domain\\user, SQL users the plain name (documented); sub holds domain\\user (observed)",
  },
  revokedKeyEndsTokens: {
    default: false,
    values: [false, true],
    evidence: "unpublished; a token carries all that is asked of it, so nothing looks the key up again (inferred)",
  },
  sessionIdleSeconds: {
    default: 60,
    values: "count",
    evidence: "the server's default, which SessionTimeout overrides (documented)",
  },
  sessionReapSeconds: {
    default: 360,
    values: "count",
    evidence: "SessionCleanupExpiration 00:06:00, read from a server (observed)",
  },
  sessionPool: { default: 5, values: "count", evidence: "five API instances by default (documented)" },
  sessionPoolWaitSeconds: {
    default: 60,
    values: "count",
    evidence: "a create that finds no free instance waits up to 60 s (documented); what it gets then is unpublished",
  },
  asyncConcurrency: {
    default: 2,
    values: "count",
    evidence: "AsyncRequests.QueueCapacity is 2 by default (documented)",
  },
  asyncStatus: {
    default: "text",
    values: ["text", "number"],
    evidence: "Active, Complete, Failed (official); a 26.1 tenant gave 3 and 2, and no failure of its own (documented)",
  },
};
