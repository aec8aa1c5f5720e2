import type { IncomingMessage, ServerResponse } from "node:http";
import { printMetrics } from "../metrics/print-metrics.ts";
import { type ReadinessParts, readiness } from "./readiness.ts";
import type { CanIAnswer } from "../policy/can-i.ts";
import type { ReloadHandler } from "./reload-handler.ts";

/** What the administration listener shows. */
export interface AdminParts extends ReadinessParts {
  readonly metrics: () => Parameters<typeof printMetrics>;
  /** Who holds which seats. */
  readonly seats: () => Readonly<Record<string, unknown>>;
  /** Whether a consumer may make a call; undefined where there is no such consumer. */
  readonly canI: (consumer: string, method: string, target: string) => Promise<CanIAnswer | undefined>;
  readonly reload: ReloadHandler;
}

/**
 * The administration listener: health, readiness, metrics, seats, can-i and reloading, by exact path and on an address of its own.
 * Nothing of it is on the data listener. Reloading alone asks who is calling.
 */
export function createAdminHandler(parts: AdminParts): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    void answer(parts, request, response).catch(() => response.destroy());
  };
}

async function answer(parts: AdminParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === "/reload") return answerReload(parts, request, response);
  if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405, "text/plain", "GET only\n");
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  // Alive is whoever can answer this: no store, no ERP is asked, or a sick ERP would have healthy gateways restarted.
  if (path === "/healthz") return end(response, 200, "application/json", '{"status":"ok"}\n');
  if (path === "/metrics") {
    return end(response, 200, "text/plain; version=0.0.4; charset=utf-8", printMetrics(...parts.metrics()));
  }
  if (path === "/seats") return end(response, 200, "application/json", `${JSON.stringify(parts.seats())}\n`);
  if (path === "/can-i") return answerCanI(parts, request, response);
  if (path === "/readyz" || path.startsWith("/readyz/")) {
    const { ready, report } = await readiness(parts, path === "/readyz" ? undefined : path.slice("/readyz/".length));
    return end(response, ready ? 200 : 503, "application/json", `${JSON.stringify(report)}\n`);
  }
  end(response, 404, "text/plain", "Not found\n");
}

/** `?consumer=NAME&method=GET&path=%2Fkinetic%2F…`. */
async function answerCanI(parts: AdminParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = new URLSearchParams(request.url?.split("?").slice(1).join("?"));
  const [consumer, method, target] = [asked.get("consumer"), asked.get("method"), asked.get("path")];
  if (consumer === null || method === null || target === null)
    return end(response, 400, "text/plain", "Name consumer, method and path, each as a query parameter\n");
  const said = await parts.canI(consumer, method.toUpperCase(), target);
  if (said === undefined) return end(response, 404, "text/plain", "No such consumer\n");
  end(response, 200, "application/json", `${JSON.stringify(said)}\n`);
}

async function answerReload(parts: AdminParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "POST") return end(response, 405, "text/plain", "POST only\n");
  const { status, body } = await parts.reload(request);
  end(response, status, "application/json", body);
}

function end(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, [
    "content-type",
    contentType,
    "content-length",
    String(Buffer.byteLength(body)),
    "cache-control",
    "no-store",
  ]);
  response.end(response.req.method === "HEAD" ? undefined : body);
}
