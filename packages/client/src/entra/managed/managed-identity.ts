import { answerMembers } from "../../answer-members.ts";
import { ErpgateError } from "../../errors.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import { createResponseMaker } from "../../http/erp-response.ts";
import { openFetchEndpoint } from "../../http/fetch-endpoint.ts";
import { openNodeEndpoint } from "../../http/node-endpoint.ts";
import { readAnswer } from "../../http/read-answer.ts";
import type { ReadAnswer } from "../../http/read-answer.ts";
import { refusalError } from "../../http/refusal.ts";
import { readLifetimeSeconds } from "../../token/lifetime.ts";
import { isToken } from "../../token/token-request.ts";
import type { ObtainToken, TokenGrant } from "../../token/token.ts";
import type { EntraWorld } from "../entra-world.ts";
import { classifyEntra } from "../failure-class.ts";
import type { EntraManagedIdentityAuth } from "../options.ts";
import { readArcKey } from "./arc-key.ts";
import { arcAgent, managedHost, notHere } from "./managed-host.ts";
import type { ManagedHost } from "./managed-host.ts";

/** Nothing is farther away than this computer's own host: what takes longer is not there. */
const LONGEST_MS = 10_000;
/** Waits before the second and each further attempt after 404, 429 and 5xx (official). */
const RETRY_AFTER_MS = [0, 2_000, 6_000, 14_000, 30_000];
/** 410 means that the service is being updated, for at most 70 s (official). */
const GONE_AFTER_MS = Array.from({ length: 7 }, () => 10_000);

/** What a managed identity's platform differs by; given in tests. */
export interface ManagedPlatform {
  readonly platform: NodeJS.Platform;
  /** Where the agent of Azure Arc keeps its keys. */
  readonly keyFolder: string;
}

/** The strategy for the identity of the machine or service that the program runs on. */
export function managedIdentity(
  auth: EntraManagedIdentityAuth,
  world: EntraWorld,
  given?: ManagedPlatform,
): ObtainToken {
  const platform = given?.platform ?? process.platform;
  const keyFolder = given?.keyFolder ?? arcAgent(platform, world.env).keyFolder;
  return async (signal) => {
    const host = managedHost(auth, world.env, platform);
    const url = addressOf(auth, host);
    const endpoint = openDirect(url, world);
    const get = (more: Readonly<Record<string, string>>): Promise<ReadAnswer> =>
      send(endpoint, url, { ...host.headers, ...more }, signal);
    const first = await persistently(() => get({}), world, signal);
    if (host.kind !== "arc" || first.status !== 401) return readManaged(first, url, host, world);
    const key = await readArcKey(first.header("www-authenticate"), keyFolder, platform);
    const second = await persistently(() => get({ authorization: `Basic ${key}` }), world, signal);
    return readManaged(second, url, host, world);
  };
}

/** Takes a resource where other flows take a scope. */
function addressOf(auth: EntraManagedIdentityAuth, host: ManagedHost): URL {
  const url = URL.parse(host.url);
  if (!url) throw notHere("IDENTITY_ENDPOINT is no address");
  url.searchParams.set("api-version", host.apiVersion);
  url.searchParams.set("resource", auth.resource.replace(/\/\.default$/, ""));
  if (auth.clientId !== undefined) url.searchParams.set("client_id", auth.clientId);
  if (auth.objectId !== undefined) url.searchParams.set("object_id", auth.objectId);
  if (auth.resourceId !== undefined) url.searchParams.set(host.resourceIdName, auth.resourceId);
  return url;
}

/** Past the connection's own way, on purpose: a proxy must never see these tokens, and could not reach that address. */
function openDirect(url: URL, { runtime }: EntraWorld): Endpoint {
  return runtime.fetch ? openFetchEndpoint(url, runtime.fetch) : openNodeEndpoint(url, createResponseMaker());
}

async function send(
  endpoint: Endpoint,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const flat = ["host", endpoint.host, "accept", "application/json", ...Object.entries(headers).flat()];
  const path = url.pathname + url.search;
  const wire = { method: "GET", path, headers: flat, body: undefined, signal, timeoutMs: LONGEST_MS, isFresh: true };
  try {
    return await readAnswer(await endpoint.send(wire));
  } catch (error) {
    if (signal.aborted || !ErpgateError.is(error)) throw error;
    throw notHere(`nobody answers at ${url.origin} (${error.code})`);
  }
}

async function persistently(
  get: () => Promise<ReadAnswer>,
  { runtime }: EntraWorld,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const waits = { passing: [...RETRY_AFTER_MS], gone: [...GONE_AFTER_MS] };
  for (;;) {
    const answer = await get();
    const { status } = answer;
    const isPassing = status === 404 || status === 429 || status >= 500;
    const waitMs = status === 410 ? waits.gone.shift() : isPassing ? waits.passing.shift() : undefined;
    if (waitMs === undefined) return answer;
    await runtime.sleep(waitMs, signal);
  }
}

/** Its numbers are texts, and App Service states the end only (official). */
function readManaged(answer: ReadAnswer, url: URL, host: ManagedHost, world: EntraWorld): TokenGrant {
  const { body, status } = answer;
  const members = answerMembers(body);
  const token = status === 200 ? members.get("access_token") : undefined;
  if (token !== undefined && isToken(token)) {
    const lifetimeSeconds = readLifetimeSeconds(members.get("expires_in"));
    const end = readLifetimeSeconds(members.get("expires_on"));
    if (lifetimeSeconds !== undefined || end === undefined) return { token, lifetimeSeconds, isFresh: false };
    return { token, lifetimeSeconds: undefined, expiresAtMs: end * 1000, isFresh: false };
  }
  throw refused(answer, url, host, world);
}

function refused(answer: ReadAnswer, url: URL, host: ManagedHost, world: EntraWorld): ErpgateError {
  const { status, body } = answer;
  const judged = classifyEntra(status, body, "application");
  const isTried = status >= 500 || status === 429 || status === 410;
  const code = isTried
    ? "TOKEN_ISSUER_UNAVAILABLE"
    : status === 200
      ? "TOKEN_ANSWER_UNREADABLE"
      : "TOKEN_IDENTITY_UNAVAILABLE";
  const failure = { ...judged, code, finding: undefined } as const;
  const secrets = Object.values(host.headers);
  return refusalError({
    failure,
    method: "GET",
    path: url.pathname,
    answer,
    body,
    secrets,
    nowMs: world.runtime.now(),
  });
}
