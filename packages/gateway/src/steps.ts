import type { Exchange } from "./exchange.ts";
import { failExchange } from "./fail-exchange.ts";
import type { FrontParts } from "./front-parts.ts";

/** Takes a step of one call in the turn of another, which must not fail by it. */
export function guardedStep(exchange: Exchange, parts: Pick<FrontParts, "findings">, step: () => void): void {
  try {
    step();
  } catch (error) {
    failExchange(exchange, error, parts);
  }
}

/** Goes on once something is ready, unless the caller has left. */
export function stepAfter(ready: Promise<void>, exchange: Exchange, parts: FrontParts, step: () => void): void {
  let gone = false;
  exchange.call = { hangUp: () => (gone = true) };
  const goOn = async (): Promise<void> => {
    await ready;
    exchange.call = undefined;
    if (!gone) guardedStep(exchange, parts, step);
  };
  void goOn();
}
