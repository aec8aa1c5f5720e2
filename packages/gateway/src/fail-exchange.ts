import { batchFailure } from "./batch-call.ts";
import type { Exchange } from "./exchange.ts";
import type { FrontParts } from "./front-parts.ts";
import { refuse } from "./refuse.ts";

/** Answers a request in which the gateway itself went wrong. */
export function failExchange(exchange: Exchange, error: unknown, { findings }: Pick<FrontParts, "findings">): void {
  exchange.note = placeOf(error);
  refuse(exchange, exchange.response.destroyed ? "caller.gone" : "gateway.fault", findings());
}

/** The same, but a fault of the login or of the way to the ERP is told as that of any call. */
export function failStep(exchange: Exchange, error: unknown, parts: Pick<FrontParts, "findings">): void {
  const reason = batchFailure(error);
  if (reason === undefined || exchange.response.destroyed) return failExchange(exchange, error, parts);
  exchange.note = error instanceof Error ? error.name : undefined;
  refuse(exchange, reason, parts.findings());
}

/** Kind and place of a fault. Not its message: the runtime's own messages repeat header values. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const frame = error.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  return `${error.name} ${frame?.trim() ?? ""}`;
}
