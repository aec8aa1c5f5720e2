import { isShared, type EntraExchange } from "./exchange.ts";
import { findTenant } from "./find-tenant.ts";
import { readEntraAddress } from "./read-address.ts";
import { audiencesOf, claimText, isSignedBy, type ReadAssertion } from "./read-assertion.ts";
import { refuse } from "./refusal.ts";
import type { EntraApp, EntraTenant, RegisteredCertificate } from "./state.ts";

/** A JWT that the application signed with the key of a certificate it has registered. */
export function checkCertificateAssertion(
  exchange: EntraExchange,
  app: EntraApp,
  tenant: EntraTenant | undefined,
  assertion: ReadAssertion,
): void {
  const certificate = certificateOf(exchange, app, assertion);
  if (!isSignedBy(assertion, certificate.x509.publicKey))
    refuse(700027, "an assertion signed with the key of the certificate that its header names, RS256 or PS256", {
      reason: "The key was found, but use of the key to verify the signature failed.",
    });
  if (Date.parse(certificate.x509.validTo) <= exchange.nowMs)
    refuse(700027, "a certificate that has not expired", { reason: "The key used is expired." });
  if (claimText(assertion, "sub").toLowerCase() !== app.clientId)
    refuse(50012, "the client id as iss and as sub of the assertion");
  checkAudience(exchange, tenant, assertion);
  checkTimes(exchange, assertion);
}

function certificateOf(
  { switches }: EntraExchange,
  { certificates }: EntraApp,
  { head }: ReadAssertion,
): RegisteredCertificate {
  const sha1 = switches.sha1Thumbprint === "accept" ? (head["x5t"] ?? head["kid"]) : undefined;
  const found = certificates.find(
    ({ sha256, sha1: own }) => sha256 === head["x5t#S256"] || (sha1 !== undefined && own === sha1),
  );
  return (
    found ??
    refuse(700027, "x5t#S256 with the thumbprint of a registered certificate", { reason: "The key was not found." })
  );
}

function checkAudience(exchange: EntraExchange, tenant: EntraTenant | undefined, assertion: ReadAssertion): void {
  if (audiencesOf(assertion).some((audience) => isOurs(exchange, tenant, audience))) return;
  refuse(700023, "this tenant's token endpoint as aud of the assertion");
}

/** The tenant may be named by id or by domain, and either version of the endpoint will do. */
function isOurs(exchange: EntraExchange, tenant: EntraTenant | undefined, audience: string): boolean {
  const { call, state, switches } = exchange;
  if (!URL.canParse(audience)) return false;
  const { origin, pathname } = new URL(audience);
  if (origin !== call.origin && origin !== state.origin) return false;
  const issuer = /^\/([^/]+)\/v2\.0\/?$/.exec(pathname)?.[1];
  if (issuer !== undefined)
    return switches.assertionAudience === "or-issuer" && findTenant(state.tenants, issuer) === tenant;
  const address = readEntraAddress(pathname);
  if (address.kind !== "endpoint" || address.endpoint !== "token") return false;
  return tenant === undefined ? isShared(address.tenant) : findTenant(state.tenants, address.tenant) === tenant;
}

/** How far the clocks may be apart (unverified; five minutes are Microsoft's usual tolerance). */
const TOLERANCE_SECONDS = 300;

function checkTimes({ nowMs }: EntraExchange, { claims }: ReadAssertion): void {
  const now = nowMs / 1000;
  const [from, until] = [Number(claims["nbf"] ?? claims["iat"] ?? 0), Number(claims["exp"])];
  if (until > now - TOLERANCE_SECONDS && from < now + TOLERANCE_SECONDS) return;
  const text = (seconds: number): string =>
    Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : "unknown";
  refuse(700024, "an assertion whose nbf has come and whose exp has not", { from: text(from), until: text(until) });
}
