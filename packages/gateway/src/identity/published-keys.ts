import { readFileSync } from "node:fs";
import type { Agent } from "undici";
import type { GatewayLog } from "../event.ts";
import type { IssuerKey } from "./issuer.ts";
import type { IssuerKeys } from "./issuer-keys.ts";
import { readJwks } from "./read-keys.ts";

/** Whose keys to fetch, and from where. */
export interface PublishedKeysOptions {
  /** `iss` of the tokens; may hold `{tenantid}`. */
  readonly issuer: string;
  /** Where the key set is; undefined: the issuer's discovery document says. */
  readonly jwksUrl: string | undefined;
  /** PEM file of authorities to trust beside the usual ones. */
  readonly ca: string | undefined;
  readonly log: GatewayLog;
}

// Issuers change keys every few weeks and publish the new one a day ahead; Microsoft asks for a look once a day.
const FRESH_MS = 24 * 3_600_000;
// A caller can make up key ids as fast as it can send; the issuer must not feel it.
const COOLDOWN_MS = 30_000;
const PATIENCE_MS = 5000;
const MOST_BYTES = 512 * 1024;
const MOST_KEYS = 100;

/**
 * Keys that the issuer publishes. One request at a time however many tokens wait for it; the keys in hand stay good while
 * the issuer is away.
 */
export function publishedKeys(options: PublishedKeysOptions): IssuerKeys {
  const ca = options.ca === undefined ? undefined : readFileSync(options.ca);
  let agent: Promise<Agent> | undefined;
  let keys: readonly IssuerKey[] = [];
  let fetchedMs = -Infinity;
  let triedMs = -Infinity;
  let running: Promise<void> | undefined;

  async function fetchKeys(nowMs: number): Promise<void> {
    triedMs = nowMs;
    try {
      const found = await readPublished(options, await (agent ??= createAgent(ca)));
      keys = found.slice(0, MOST_KEYS);
      fetchedMs = nowMs;
    } catch (error) {
      const why = error instanceof Error ? error.message : "unknown";
      const message = `The keys of ${options.issuer} could not be fetched: ${why}. Its tokens are checked with those in hand (${keys.length}).`;
      options.log({ level: "warn", event: "issuer.no-keys", message });
    }
  }

  function refresh(nowMs: number): Promise<void> | undefined {
    if (running !== undefined) return running;
    if (nowMs - triedMs < COOLDOWN_MS) return undefined;
    running = fetchKeys(nowMs).finally(() => (running = undefined));
    return running;
  }

  return {
    held(nowMs) {
      if (keys.length > 0 && nowMs - fetchedMs > FRESH_MS) void refresh(nowMs);
      return keys;
    },
    refresh,
  };
}

// undici whole is loaded only where keys are fetched (see open-pool.ts).
async function createAgent(ca: Buffer | undefined): Promise<Agent> {
  const undici = await import("undici");
  // Said, because a variable of the environment turns off what is only the default (class of CVE-2026-31923).
  const connect = { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) };
  return new undici.Agent({ connections: 1, connect });
}

async function readPublished({ issuer, jwksUrl }: PublishedKeysOptions, agent: Agent): Promise<readonly IssuerKey[]> {
  const keys = readJwks(await getText(jwksUrl ?? (await discover(issuer, agent)), agent));
  if (typeof keys === "string") throw new Error(`the key set ${keys}`);
  return keys;
}

/** OpenID Connect Discovery 1.0: the document must name the very issuer that was asked, or anybody could answer for it. */
async function discover(issuer: string, agent: Agent): Promise<string> {
  const url = `${issuer.replace("{tenantid}", "organizations").replace(/\/$/, "")}/.well-known/openid-configuration`;
  const document: unknown = JSON.parse(await getText(url, agent));
  const { issuer: named, jwks_uri: jwksUri } = document as { issuer?: unknown; jwks_uri?: unknown };
  if (named !== issuer) throw new Error(`${url} speaks for another issuer`);
  if (typeof jwksUri !== "string" || !isSafeUrl(jwksUri)) throw new Error(`${url} names no https address of its keys`);
  return jwksUri;
}

/** Keys that come unencrypted can be exchanged on the way; on the loopback there is no way. */
export function isSafeUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "") return false;
  return (
    url.protocol === "https:" ||
    (url.protocol === "http:" && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname))
  );
}

/** undici's `request` follows no redirect. */
async function getText(url: string, dispatcher: Agent): Promise<string> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const { request } = await import("undici");
  const { statusCode, body } = await request(url, { dispatcher, signal, headers: { accept: "application/json" } });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`${url} answered with more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  return Buffer.concat(chunks).toString("utf8");
}
