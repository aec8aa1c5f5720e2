import { at, type Field, isSection, items, readText } from "./fields.ts";
import { DEFAULT_CONSUMER_CLAIMS, type IssuerConfig } from "./gateway-config.ts";

const MEMBERS = ["issuer", "audience", "keys", "algorithms", "consumerClaim", "scopes"];

/** Checks one entry of `issuers`. */
export function checkIssuer(field: Field): IssuerConfig {
  isSection(field, MEMBERS);
  return {
    issuer: readText(at(field, "issuer"), undefined, "Write the `iss` of its tokens, character for character."),
    audience: readText(at(field, "audience"), undefined, "Write what the `aud` of its tokens names."),
    keys: readText(at(field, "keys"), undefined, "Name the file with its public keys, PEM or JWK set."),
    algorithms: checkAlgorithms(at(field, "algorithms")),
    consumerClaims: checkClaims(at(field, "consumerClaim")),
    scopes: checkScopes(at(field, "scopes")),
  };
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
