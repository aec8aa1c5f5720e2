import type { IncomingMessage, ServerResponse } from "node:http";
import { createReloadHandler } from "../admin/reload-handler.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import type { GatewayLog } from "../event.ts";
import type { Keyring } from "../keys/keyring.ts";
import { createListener, type Listener } from "../listen.ts";
import type { ReloadResult } from "../reload/reload-result.ts";
import type { Crew } from "./crew.ts";
import { mergeJson } from "./merge-json.ts";
import { mergeMetrics } from "./merge-metrics.ts";

const PATIENCE_MS = 5000;

export interface ClusterAdminParts {
  readonly crew: Crew;
  readonly keyring: Keyring;
  readonly reload: () => Promise<ReloadResult>;
  readonly now: () => number;
  readonly log: GatewayLog;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * The one administration of several workers. Metrics are added up, seats and readiness joined; what one worker knows as well
 * as any other is asked of one.
 * @returns its listener, not bound yet
 */
export function createClusterAdmin(parts: ClusterAdminParts, { limits, admin: { host } }: GatewayConfig): Listener {
  const { reload, keyring, now, log } = parts;
  const reloadHandler = createReloadHandler({ reload, keyring, host, now, log });
  const serve = async (request: IncomingMessage): Promise<Answer> => {
    if (request.url === "/reload" && request.method === "POST") {
      return { contentType: "application/json", ...(await reloadHandler(request)) };
    }
    if (request.method !== "GET" && request.method !== "HEAD") return text(405, "GET only\n");
    return answer(parts, request.url ?? "/");
  };
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const { status, contentType, body } = await serve(request);
      response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" });
      response.end(request.method === "HEAD" ? undefined : body);
    } catch {
      response.destroy();
    }
  };
  return createListener(limits, (request, response) => void reply(request, response));
}

const text = (status: number, body: string): Answer => ({ status, contentType: "text/plain", body });

async function answer({ crew }: ClusterAdminParts, target: string): Promise<Answer> {
  const path = target.split("?", 1)[0] ?? "";
  if (path === "/healthz") return { status: 200, contentType: "application/json", body: '{"status":"ok"}\n' };
  const urls = crew.working().map(({ adminUrl }) => adminUrl);
  if (path === "/metrics") return merged(await Promise.all(urls.map((url) => ask(url, target))), mergeMetrics);
  if (path === "/seats") return merged(await Promise.all(urls.map((url) => ask(url, target))), mergeJson);
  if (path === "/readyz" || path.startsWith("/readyz/")) {
    return readinessOf(crew, await Promise.all(urls.map((url) => ask(url, target).catch(() => undefined))));
  }
  const [any] = urls;
  return any === undefined ? text(503, "No worker serves.\n") : ask(any, target);
}

function merged(answers: readonly Answer[], merge: (bodies: readonly string[]) => string): Answer {
  const [first] = answers;
  if (first === undefined) return text(503, "No worker serves.\n");
  return { ...first, body: merge(answers.map(({ body }) => body)) };
}

/** Requests should come here while one worker can take them; what the unhappiest says is what is reported. */
function readinessOf(crew: Crew, answers: readonly (Answer | undefined)[]): Answer {
  const given = answers.filter((each) => each !== undefined);
  const worst = given.find(({ status }) => status !== 200) ?? given[0];
  const ready = given.filter(({ status }) => status === 200).length;
  const report = worst === undefined ? { status: "unready" } : (JSON.parse(worst.body) as Record<string, unknown>);
  const isShort = ready < crew.count;
  const status = ready === 0 ? "unready" : isShort ? "degraded" : report["status"];
  const body = `${JSON.stringify({ ...report, status, workers: { wanted: crew.count, ready } })}\n`;
  return { status: ready > 0 ? 200 : 503, contentType: "application/json", body };
}

async function ask(adminUrl: string, target: string): Promise<Answer> {
  const response = await fetch(adminUrl + target, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const contentType = response.headers.get("content-type") ?? "text/plain";
  return { status: response.status, contentType, body: await response.text() };
}
