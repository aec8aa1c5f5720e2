import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type IssuerConfig, TENANT } from "../config/gateway-config.ts";
import type { GatewayLog } from "../event.ts";
import { fixedKeys, type IssuerKeys } from "./issuer-keys.ts";
import type { IssuerKey, TrustedIssuer } from "./issuer.ts";
import { publishedKeys } from "./published-keys.ts";
import { readJwks, readPem } from "./read-keys.ts";

/** A fault of one issuer's keys. */
export interface IssuerFault {
  /** `issuers.0.keys`. */
  readonly path: string;
  readonly message: string;
}

/**
 * Reads the key files of all configured issuers. Published keys are fetched with the first token, or ahead of it by
 * {@link TrustedIssuer.keys}: an issuer that is away is no fault of the configuration.
 *
 * @returns the issuers by `iss`, or every fault at once
 */
export async function loadIssuers(
  configs: readonly IssuerConfig[],
  log: GatewayLog,
): Promise<{ readonly issuers: ReadonlyMap<string, TrustedIssuer>; readonly faults: readonly IssuerFault[] }> {
  const issuers = new Map<string, TrustedIssuer>();
  const faults: IssuerFault[] = [];
  for (const [index, config] of configs.entries()) {
    const keys = await keysOf(config, log);
    if (typeof keys === "string")
      faults.push({ path: `issuers.${index}.${config.keys === undefined ? "ca" : "keys"}`, message: keys });
    else for (const issuer of trusted(config, keys)) issuers.set(issuer.issuer, issuer);
  }
  return { issuers, faults };
}

async function keysOf(config: IssuerConfig, log: GatewayLog): Promise<IssuerKeys | string> {
  if (config.keys !== undefined) {
    const file = resolve(config.keys);
    const keys = await readKeys(file, config);
    return typeof keys === "string" ? `${file} ${keys}` : fixedKeys(keys);
  }
  const { issuer, jwksUrl, ca } = config;
  try {
    return publishedKeys({ issuer, jwksUrl, ca, log });
  } catch {
    return `${ca ?? ""} cannot be read. Name a PEM file`;
  }
}

/** One for each tenant: which tenant a token is of is then settled by its `iss`, before anything else in it is believed. */
function trusted(config: IssuerConfig, keys: IssuerKeys): readonly TrustedIssuer[] {
  const scopes = config.scopes === undefined ? undefined : new Map(Object.entries(config.scopes));
  const { audience, consumerClaims, algorithms } = config;
  const one = { template: config.issuer, audience, keys, consumerClaims, scopes, algorithms };
  if (config.tenants.length === 0) return [{ ...one, issuer: config.issuer, tenant: undefined }];
  return config.tenants.map((tenant) => ({ ...one, issuer: config.issuer.replace(TENANT, tenant), tenant }));
}

async function readKeys(file: string, { algorithms }: IssuerConfig): Promise<readonly IssuerKey[] | string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    return `cannot be read (${code}). Correct the path or the rights`;
  }
  if (text.includes("PRIVATE KEY")) return "holds a private key. Give the issuer's public key";
  const keys = text.trimStart().startsWith("{") ? readJwks(text) : readPem(text);
  if (typeof keys === "string") return keys;
  const usable = keys.filter(({ algorithm }) => algorithms === undefined || algorithms.includes(algorithm));
  return usable.length > 0 ? usable : "has no key for the algorithms that are configured. Correct keys or algorithms";
}
