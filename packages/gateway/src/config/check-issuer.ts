import { at, type Field, isSection, items, readText } from "./fields.ts";
import { isSafeUrl } from "../identity/published-keys.ts";
import { DEFAULT_CONSUMER_CLAIMS, type IssuerConfig, TENANT } from "./gateway-config.ts";

const MEMBERS = ["issuer", "audience", "keys", "jwksUrl", "ca", "tenants", "algorithms", "consumerClaim", "scopes"];

/** Checks one entry of `issuers`. */
export function checkIssuer(field: Field): IssuerConfig {
  isSection(field, MEMBERS);
  const issuer = readText(at(field, "issuer"), undefined, "Write the `iss` of its tokens, character for character.");
  const keys = optionalText(at(field, "keys"), "Name the file with its public keys, PEM or JWK set.");
  const jwksUrl = optionalText(at(field, "jwksUrl"), "Give the address of its JWK set.");
  checkSource(field, issuer, keys, jwksUrl);
  return {
    issuer,
    audience: readText(at(field, "audience"), undefined, "Write what the `aud` of its tokens names."),
    keys,
    jwksUrl,
    ca: optionalText(at(field, "ca"), "Name a PEM file."),
    tenants: checkTenants(at(field, "tenants"), issuer),
    algorithms: checkAlgorithms(at(field, "algorithms")),
    consumerClaims: checkClaims(at(field, "consumerClaim")),
    scopes: checkScopes(at(field, "scopes")),
  };
}

function optionalText(field: Field, fix: string): string | undefined {
  return field.value === undefined ? undefined : readText(field, "", fix);
}

/** Keys come from a file, or from an address that nobody on the way can answer for. */
function checkSource(field: Field, issuer: string, keys: string | undefined, jwksUrl: string | undefined): void {
  const { report, path } = field;
  if (keys !== undefined) {
    if (jwksUrl !== undefined) report([...path, "jwksUrl"], "stands beside keys", "Give one of the two.");
    return;
  }
  const source = jwksUrl ?? issuer.replace(TENANT, "organizations");
  if (source !== "" && !isSafeUrl(source))
    report(
      [...path, jwksUrl === undefined ? "keys" : "jwksUrl"],
      "are fetched from where the issuer publishes them, and that is no https address",
      "Give the file with its public keys as keys, or an https address.",
    );
}

function checkTenants(field: Field, issuer: string): readonly string[] {
  const tenants = items(field).flatMap(({ value, path, report }) => {
    if (typeof value === "string" && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return [value];
    report(path, "is not a tenant id", "Write the tenant's GUID.");
    return [];
  });
  const several = issuer.includes(TENANT);
  if (several && tenants.length === 0)
    field.report(
      field.path,
      "is missing, and the issuer is of any tenant",
      "List the tenants whose tokens are let in.",
    );
  if (!several && tenants.length > 0)
    field.report(
      field.path,
      `needs an issuer with ${TENANT}`,
      `Write the issuer with ${TENANT} in the tenant's place.`,
    );
  return tenants;
}

function checkAlgorithms(field: Field): IssuerConfig["algorithms"] {
  if (field.value === undefined) return undefined;
  return items(field).flatMap(({ value, path, report }) => {
    if (value === "RS256" || value === "ES256") return [value];
    report(path, "is not an algorithm that is accepted", "Use RS256 or ES256.");
    return [];
  });
}

function checkClaims(field: Field): readonly string[] {
  if (field.value === undefined) return DEFAULT_CONSUMER_CLAIMS;
  if (typeof field.value === "string") return [readText(field, undefined, "Name a claim.")];
  return items(field).map((item) => readText(item, undefined, "Name a claim."));
}

function checkScopes(field: Field): IssuerConfig["scopes"] {
  if (field.value === undefined) return undefined;
  if (typeof field.value !== "object" || field.value === null || Array.isArray(field.value)) {
    field.report(field.path, "must list token scopes", "Write each as: erp:read: { connection: scope text }.");
    return undefined;
  }
  return Object.fromEntries(Object.keys(field.value).map((scope) => [scope, checkScope(at(field, scope))]));
}

function checkScope(field: Field): Readonly<Record<string, string>> {
  if (typeof field.value !== "object" || field.value === null || Array.isArray(field.value)) {
    field.report(field.path, "must say what the scope opens", "Write it as: { connection: scope text }.");
    return {};
  }
  const names = Object.keys(field.value);
  return Object.fromEntries(names.map((name) => [name, readText(at(field, name), undefined, "Write a scope text.")]));
}
