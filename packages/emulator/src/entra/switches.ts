import type { SwitchTable } from "../switches.ts";

/** What is disputed about Entra ID, or differs between tenants. */
export interface EntraSwitches {
  readonly issuerHost: "own" | "microsoft";
  readonly assertionAudience: "token-endpoint" | "or-issuer";
  readonly sha1Thumbprint: "accept" | "refuse";
  readonly deviceSlowDown: "never" | "when-early";
  readonly deviceCodeFlow: "allowed" | "blocked";
  readonly refreshIn: boolean;
  readonly clientInfo: "on-request" | "never";
}

export const entraSwitches: SwitchTable<EntraSwitches> = {
  issuerHost: {
    default: "own",
    values: ["own", "microsoft"],
    evidence:
      "v2.0 tokens name login.microsoftonline.com (official); a stand-in names its own address, because clients compare it with their authority (measured)",
  },
  assertionAudience: {
    default: "token-endpoint",
    values: ["token-endpoint", "or-issuer"],
    evidence:
      "aud of a client assertion is the tenant's token endpoint (official); whether the issuer will do is unknown",
  },
  sha1Thumbprint: {
    default: "accept",
    values: ["accept", "refuse"],
    evidence: "RS256 with x5t is the older rule, still accepted (official); its end is not announced",
  },
  deviceSlowDown: {
    default: "never",
    values: ["never", "when-early"],
    evidence:
      "slow_down is RFC 8628's and stands in no table of Microsoft's (official); clients have to know it all the same",
  },
  deviceCodeFlow: {
    default: "allowed",
    values: ["allowed", "blocked"],
    evidence: "many tenants block it by Conditional Access (claimed), which shows as AADSTS53003",
  },
  refreshIn: {
    default: false,
    values: [false, true],
    evidence: "refresh_in comes with long-lived tokens only (observed:client)",
  },
  clientInfo: {
    default: "on-request",
    values: ["on-request", "never"],
    evidence: "client_info=1 asks for it (observed:client), and Microsoft's own libraries always do",
  },
};
