import type { EntraExchange } from "./exchange.ts";
import type { EntraKeySet } from "./options.ts";
import { audiencesOf, claimText, isSignedBy, keyOf, type ReadAssertion } from "./read-assertion.ts";
import { refuse } from "./refusal.ts";
import type { EntraApp } from "./state.ts";

/** A token of another issuer that stands for the application: issuer, subject and audience byte for byte as registered. */
export function checkFederatedAssertion(exchange: EntraExchange, app: EntraApp, assertion: ReadAssertion): void {
  const issuer = claimText(assertion, "iss");
  refuseOwnTokens(exchange, issuer, assertion);
  checkRecord(app, issuer, assertion);
  const keys = keysOf(exchange, issuer);
  const key = keyOf(assertion, keys.keys);
  if (key === undefined || !isSignedBy(assertion, key))
    refuse(50013, "a token signed with a key that its issuer publishes", { reason: "The key was not found." });
  const now = exchange.nowMs / 1000;
  if (!(Number(assertion.claims["exp"]) > now) || Number(assertion.claims["nbf"] ?? 0) > now + 300)
    refuse(700024, "a token that has not expired", {
      from: `${Number(assertion.claims["nbf"])}`,
      until: `${Number(assertion.claims["exp"])}`,
    });
}

/** Tokens of Entra's own users are not taken; app-only ones may be (its message says so, one page denies it). */
function refuseOwnTokens({ state }: EntraExchange, issuer: string, assertion: ReadAssertion): void {
  const isOwn = issuer.startsWith(`${state.origin}/`) || issuer.startsWith("https://sts.windows.net/");
  if (isOwn && claimText(assertion, "scp") !== "") refuse(700229, "a token of another issuer than Entra ID");
}

function checkRecord({ federated, name }: EntraApp, issuer: string, assertion: ReadAssertion): void {
  if (federated.length === 0) refuse(70021, `a federated credential in the registration of ${name}`);
  const sameIssuer = federated.filter((each) => each.issuer === issuer);
  if (sameIssuer.length === 0) refuse(700211, `an issuer of ${list(federated.map((each) => each.issuer))}`, { issuer });
  const subject = claimText(assertion, "sub");
  const sameSubject = sameIssuer.filter((each) => each.subject === subject);
  if (sameSubject.length === 0)
    refuse(700213, `a subject of ${list(sameIssuer.map((each) => each.subject))}`, { subject });
  const audiences = audiencesOf(assertion);
  if (!sameSubject.some((each) => audiences.includes(each.audience)))
    refuse(700212, `an audience of ${list(sameSubject.map((each) => each.audience))}`, {
      audience: audiences.join(" "),
    });
}

function keysOf({ state }: EntraExchange, issuer: string): EntraKeySet {
  const found = state.federatedIssuers.find((each) => each.issuer === issuer);
  const unreachable = `a federatedIssuers entry for ${issuer}, whose keys can be read`;
  if (found === undefined) return refuse(90061, unreachable);
  try {
    return typeof found.keys === "function" ? found.keys() : found.keys;
  } catch {
    return refuse(90061, unreachable);
  }
}

function list(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}
