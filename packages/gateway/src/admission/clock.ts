import { setTimeout as wait } from "node:timers/promises";
import type { Runtime } from "@erpgate/client";

/** The time, and waiting. */
export type Clock = Pick<Runtime, "now" | "sleep">;

// Node's timers take no more; a longer wait is looked at again by whoever waits.
const LONGEST_TIMER_MS = 2_147_483_647;

/** The system's clock, where no other is given. */
export function clockOf({ now = Date.now, sleep = systemSleep }: Partial<Runtime>): Clock {
  return { now, sleep };
}

async function systemSleep(ms: number, signal?: AbortSignal): Promise<void> {
  await wait(Math.min(ms, LONGEST_TIMER_MS), undefined, signal === undefined ? {} : { signal });
}
