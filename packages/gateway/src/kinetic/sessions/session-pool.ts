import type { SeatSessions } from "../../admission/admission.ts";
import type { SessionsConfig } from "../../admission/admission-config.ts";
import type { Clock } from "../../admission/clock.ts";
import type { Outlet } from "../../connections/outlet.ts";
import { SessionSeat } from "./session-seat.ts";

/**
 * The sessions of one login, one for each seat that was ever needed. Those that stand idle are used now and then so that
 * the ERP keeps them, as many as are to be kept; the others are logged out: a session that nobody uses holds a licence that
 * somebody waits for. All are logged out when the gateway drains.
 */
export function createSessionPool(outlet: Outlet, config: SessionsConfig, clock: Clock): SeatSessions {
  const seats: SessionSeat[] = [];
  const closing = new AbortController();
  let tending: Promise<void> | undefined;

  async function tend(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.sleep(config.idleMs / 4, closing.signal).catch(() => undefined);
      if (!closing.signal.aborted) await tendOnce(seats, config, clock.now());
    }
  }

  return {
    get openCount() {
      return seats.filter(({ isReady }) => isReady).length;
    },
    outletFor(seat) {
      const made = new SessionSeat(seat, outlet, config.namedIn, clock.now);
      seats.push(made);
      tending ??= tend();
      return made;
    },
    async close() {
      closing.abort();
      await tending;
      await Promise.all(seats.map((seat) => seat.end()));
    },
  };
}

/** The sessions used last are those that are kept. */
async function tendOnce(seats: readonly SessionSeat[], { idleMs, warm }: SessionsConfig, nowMs: number): Promise<void> {
  const idle = seats
    .flatMap((seat) => (seat.idleSinceMs === undefined ? [] : [{ seat, sinceMs: seat.idleSinceMs }]))
    .toSorted((one, other) => other.sinceMs - one.sinceMs);
  const busy = seats.filter(({ isReady, idleSinceMs }) => isReady && idleSinceMs === undefined).length;
  await Promise.all(
    idle.map(async ({ seat, sinceMs }, at) => {
      if (nowMs - sinceMs < idleMs) return;
      await (busy + at < warm ? seat.touch() : seat.end());
    }),
  );
}
