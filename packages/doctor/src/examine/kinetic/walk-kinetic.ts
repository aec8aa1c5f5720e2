import type { Outcome } from "../examination.ts";
import type { Walk } from "../walk.ts";
import { judgeAccount, userOf } from "./account.ts";
import { enterKinetic } from "./entry.ts";
import { probeFront } from "./front.ts";
import type { KineticWorld } from "./kinetic-call.ts";
import { countOpenSessions } from "./open-sessions.ts";
import { signInToKinetic } from "./sign-in.ts";
import { tryKineticSession } from "./try-session.ts";
import { readSurroundings, useKinetic } from "./use.ts";

/**
 * The way into Kinetic, step by step: without a login, with a token where one is needed, with the login, one row, and what the
 * account and the server say of themselves. One call after the other, so that a run never holds two licences.
 */
export async function walkKinetic(world: KineticWorld, walk: Walk): Promise<void> {
  const front = await probeFront(world, walk);
  if (walk.stoppedAt !== undefined) return;
  const headers = await signInToKinetic(world, front, walk);
  if (headers === undefined) return;
  const { account } = await enterKinetic(world, headers, front, walk);
  if (walk.stoppedAt === undefined) await useKinetic(world, headers, walk);
  const { plant } = walk.stoppedAt === undefined ? await readSurroundings(world, headers, walk) : { plant: undefined };
  if (walk.stoppedAt === undefined && account !== undefined)
    await countOpenSessions(world, headers, userOf(account), walk);
  if (walk.stoppedAt === undefined) await tryKineticSession(world, headers, walk);
  if (account !== undefined) note(walk, judgeAccount(account, plant, world.options.company, world.now()));
  else if (walk.stoppedAt === undefined) walk.leave("account", "may not be read with this login");
}

function note(walk: Walk, { verdict, summary, troubles = [], ...more }: Outcome): void {
  if (verdict === "warn") walk.warn("account", summary, troubles);
  walk.pass("account", summary, more);
}
