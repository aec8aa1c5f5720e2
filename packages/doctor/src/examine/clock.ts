import { known } from "./blame.ts";
import type { Outcome } from "./examination.ts";
import { span } from "./span.ts";
import type { Sent } from "./wire/sent.ts";

/** A Date header has whole seconds, and an answer is under way for a while. */
const TOLERATED_MS = 60_000;
/** Beyond this, signed assertions and young tokens are refused. */
const HARMFUL_MS = 300_000;

/** This machine's clock against the server's, by the answer that came quickest. */
export function judgeClock(sent: readonly Sent[]): Outcome {
  const dated = sent.filter(({ exchange }) => exchange.response?.dateMs !== undefined && exchange.atMs !== undefined);
  const [best] = dated.toSorted((one, other) => one.tookMs - other.tookMs);
  const serverMs = best?.exchange.response?.dateMs;
  if (best === undefined || serverMs === undefined) return { verdict: "skip", summary: "no answer carried a date" };
  const skewMs = (best.exchange.atMs ?? 0) + best.tookMs / 2 - serverMs;
  if (Math.abs(skewMs) <= TOLERATED_MS) return { verdict: "ok", summary: "agrees with the server's" };
  const side = skewMs > 0 ? "ahead of" : "behind";
  return {
    verdict: Math.abs(skewMs) > HARMFUL_MS ? "fail" : "warn",
    summary: `this machine's clock is ${span(skewMs)} ${side} the server's`,
    troubles: [
      known(
        "client/clock-skew",
        `here it is ${new Date(serverMs + skewMs).toISOString()}, and the server says ${new Date(serverMs).toISOString()}`,
      ),
    ],
  };
}
