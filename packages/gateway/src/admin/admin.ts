import type { IncomingMessage, ServerResponse } from "node:http";
import { printMetrics } from "../metrics/print-metrics.ts";
import { type ReadinessParts, readiness } from "./readiness.ts";
import type { AdminApi } from "./admin-api.ts";
import type { ReloadHandler } from "./reload-handler.ts";

/** What the administration listener shows. */
export interface AdminParts extends ReadinessParts {
  readonly metrics: () => Parameters<typeof printMetrics>;
  /** What needs an operator's token. */
  readonly api: AdminApi;
  /** The description of the API. */
  readonly description: string;
  readonly reload: ReloadHandler;
}

/**
 * The administration listener, by exact path and on an address of its own; nothing of it is on the data listener. Health,
 * readiness, metrics and the description of the API are open, for probes and scrapers; everything else asks who is calling.
 */
export function createAdminHandler(parts: AdminParts): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    void answer(parts, request, response).catch(() => response.destroy());
  };
}

async function answer(parts: AdminParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === "/reload") return answerReload(parts, request, response);
  const said = await parts.api(request);
  if (said !== undefined)
    return end(response, said.status, "application/json", `${JSON.stringify(said.document)}\n`, said.headers);
  if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405, "text/plain", "GET only\n");
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  // Alive is whoever can answer this: no store, no ERP is asked, or a sick ERP would have healthy gateways restarted.
  if (path === "/healthz") return end(response, 200, "application/json", '{"status":"ok"}\n');
  if (path === "/metrics") {
    return end(response, 200, "text/plain; version=0.0.4; charset=utf-8", printMetrics(...parts.metrics()));
  }
  if (path === "/openapi.json") return end(response, 200, "application/json", parts.description);
  if (path === "/readyz" || path.startsWith("/readyz/")) {
    const { ready, report } = await readiness(parts, path === "/readyz" ? undefined : path.slice("/readyz/".length));
    return end(response, ready ? 200 : 503, "application/json", `${JSON.stringify(report)}\n`);
  }
  end(response, 404, "text/plain", "Not found\n");
}

async function answerReload(parts: AdminParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "POST") return end(response, 405, "text/plain", "POST only\n");
  const { status, body } = await parts.reload(request);
  end(response, status, "application/json", body);
}

function end(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: readonly string[] = [],
): void {
  response.writeHead(status, [
    "content-type",
    contentType,
    "content-length",
    String(Buffer.byteLength(body)),
    "cache-control",
    "no-store",
    ...headers,
  ]);
  response.end(response.req.method === "HEAD" ? undefined : body);
}
