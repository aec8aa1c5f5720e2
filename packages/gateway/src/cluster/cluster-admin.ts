import type { IncomingMessage, ServerResponse } from "node:http";
import { isOwnHost } from "../admin/own-host.ts";
import { createReloadHandler } from "../admin/reload-handler.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import type { GatewayLog } from "../event.ts";
import { BodyTooLarge, readSmallBody } from "../forward/request-body.ts";
import type { Keyring } from "../keys/keyring.ts";
import { createListener, type Listener } from "../listen.ts";
import { printMetrics } from "../metrics/print-metrics.ts";
import type { ReloadCause } from "../reload/reload-record.ts";
import type { ReloadResult } from "../reload/reload-result.ts";
import type { Crew, ServingWorker } from "./crew.ts";
import { mergeJson } from "./merge-json.ts";
import { mergeMetrics } from "./merge-metrics.ts";

const PATIENCE_MS = 5000;
const MOST_BODY_BYTES = 65_536;

export interface ClusterAdminParts {
  readonly crew: Crew;
  readonly keyring: Keyring;
  readonly reload: (cause: ReloadCause) => Promise<ReloadResult>;
  readonly now: () => number;
  readonly log: GatewayLog;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as it goes on to workers: with all its headers, for they judge the token. */
interface Asked {
  /** Whether its Host names this administration; workers, which listen elsewhere, cannot tell. */
  readonly isOwnHost: boolean;
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
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
    if (request.url !== "/reload") return answer(parts, await readAsked(host, request));
    if (request.method !== "POST") return text(405, "POST only\n");
    const { status, body } = await reloadHandler(request);
    return { status, headers: { "content-type": "application/json" }, body };
  };
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const { status, headers, body } = await serve(request).catch(failure);
      response.writeHead(status, { ...headers, "cache-control": "no-store" });
      response.end(request.method === "HEAD" ? undefined : body);
    } catch {
      response.destroy();
    }
  };
  return createListener(limits, (request, response) => void reply(request, response));
}

const text = (status: number, body: string): Answer => ({ status, headers: { "content-type": "text/plain" }, body });

function failure(error: unknown): Answer {
  if (error instanceof BodyTooLarge) return text(413, `At most ${MOST_BODY_BYTES} bytes are read.\n`);
  return text(503, "A worker did not answer. Try again.\n");
}

async function readAsked(ownName: string, request: IncomingMessage): Promise<Asked> {
  const { method = "GET", url: target = "/", headers } = request;
  // A request without a body never says that it has ended: see `optimizeEmptyRequests`.
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  const body = hasBody ? await readSmallBody(request, MOST_BODY_BYTES) : Buffer.alloc(0);
  const isOwn = isOwnHost(ownName, request);
  return { isOwnHost: isOwn, method: method === "HEAD" ? "GET" : method, target, headers, body };
}

async function answer({ crew }: ClusterAdminParts, asked: Asked): Promise<Answer> {
  const path = asked.target.split("?", 1)[0] ?? "";
  if (path === "/healthz")
    return { ...text(200, '{"status":"ok"}\n'), headers: { "content-type": "application/json" } };
  const working = crew.working();
  const askAll = (): Promise<readonly Answer[]> => Promise.all(working.map(({ adminUrl }) => ask(adminUrl, asked)));
  if (path === "/metrics") return merged(await askAll(), (texts) => mergeMetrics([...texts, ownMetrics(crew)]));
  if (path === "/seats") return merged(await askAll(), mergeJson);
  if (path === "/readyz" || path.startsWith("/readyz/")) {
    return readinessOf(crew.count, await Promise.all(working.map((worker) => readinessAt(worker, asked))));
  }
  const [any] = working;
  return any === undefined ? text(503, "No worker serves.\n") : ask(any.adminUrl, asked);
}

/** What only the first process knows, and its part of what all have. */
function ownMetrics(crew: Crew): string {
  return printMetrics(new Map(), [
    { name: "erpgate_workers", help: "Processes that serve.", value: crew.working().length },
    { name: "erpgate_workers_wanted", help: "Processes that should serve.", value: crew.count },
    { name: "process_resident_memory_bytes", help: "Resident memory.", value: process.memoryUsage.rss() },
  ]);
}

/** A refusal is every worker's, and stands for all. */
function merged(answers: readonly Answer[], merge: (bodies: readonly string[]) => string): Answer {
  const first = answers.find(({ status }) => status !== 200) ?? answers[0];
  if (first === undefined) return text(503, "No worker serves.\n");
  return first.status === 200 ? { ...first, body: merge(answers.map(({ body }) => body)) } : first;
}

interface WorkerReadiness {
  readonly pid: number;
  /** Undefined: no answer. */
  readonly answer: Answer | undefined;
}

async function readinessAt({ pid, adminUrl }: ServingWorker, asked: Asked): Promise<WorkerReadiness> {
  return { pid, answer: await ask(adminUrl, asked).catch(() => undefined) };
}

/** Requests should come here while one worker can take them; what the unhappiest says is what is reported, and of each how it is. */
function readinessOf(wanted: number, workers: readonly WorkerReadiness[]): Answer {
  const given = workers.flatMap(({ answer: each }) => (each === undefined ? [] : [each]));
  const odd = given.find(({ headers }) => headers["content-type"] !== "application/json");
  if (odd !== undefined) return odd;
  const worst =
    given.find(({ status }) => status !== 200) ?? given.find((each) => reportOf(each).status !== "ready") ?? given[0];
  const ready = given.filter(({ status }) => status === 200).length;
  const report = worst === undefined ? { status: "unready" } : reportOf(worst);
  const status = ready === 0 ? "unready" : ready < wanted ? "degraded" : report.status;
  const each = workers.map(({ pid, answer: own }) => ({ pid, status: own ? reportOf(own).status : "no answer" }));
  const body = `${JSON.stringify({ ...report, status, workers: { wanted, ready, each } })}\n`;
  return { status: ready > 0 ? 200 : 503, headers: { "content-type": "application/json" }, body };
}

const reportOf = ({ body }: Answer): { readonly status: string } => JSON.parse(body) as { readonly status: string };

const PASSED_BACK = ["content-type", "www-authenticate", "allow"] as const;

async function ask(adminUrl: string, { isOwnHost: isOwn, method, target, headers, body }: Asked): Promise<Answer> {
  const { "transfer-encoding": _chunked, connection: _kept, expect: _expected, ...passed } = headers;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, host: own, port } = new URL(adminUrl);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    // A name that no worker takes for its own.
    const host = isOwn ? own : "foreign.invalid";
    const sent = { ...passed, host, "content-length": body.length };
    const request = process
      .getBuiltinModule("node:http")
      .request({ hostname, port, path: target, method, headers: sent, agent: false, signal });
    request.on("response", resolve).on("error", reject).end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const back = PASSED_BACK.flatMap((name) =>
    response.headers[name] === undefined ? [] : [[name, response.headers[name]]],
  );
  const given = Object.fromEntries(back) as Record<string, string>;
  return { status: response.statusCode ?? 502, headers: given, body: Buffer.concat(chunks).toString("utf8") };
}
