import type { Walk } from "../walk.ts";
import { probeFront } from "./front.ts";
import type { Prophet21World } from "./prophet21-call.ts";
import { signInToProphet21, type Prophet21SignIn } from "./sign-in.ts";
import { readUiServer, tryInteractive } from "./ui-server.ts";
import { useProphet21 } from "./use.ts";

/** The way into Prophet 21: without a token, one token, metadata, one row, the UI server. No bare collection is ever read. */
export async function walkProphet21(world: Prophet21World, walk: Walk): Promise<void> {
  await probeFront(world, walk);
  if (walk.stoppedAt !== undefined) return;
  const signedIn = await signInToProphet21(world, walk);
  if (signedIn === undefined) return;
  await useProphet21(world, signedIn, walk);
  walk.leave("licence", "Prophet 21 tells nothing of licences to an API");
  noteAccount(world, signedIn, walk);
  if (walk.stoppedAt === undefined) walk.pass("server", "answers");
  const ui = walk.stoppedAt === undefined ? await readUiServer(world, signedIn, walk) : undefined;
  await noteSession(world, signedIn, ui, walk);
}

async function noteSession(
  world: Prophet21World,
  signedIn: Prophet21SignIn,
  ui: string | undefined,
  walk: Walk,
): Promise<void> {
  if (world.session && ui !== undefined && walk.stoppedAt === undefined)
    return await tryInteractive(world, signedIn, ui, walk);
  const needsUser = signedIn.claims?.consumerUid !== undefined && signedIn.claims.user === "";
  walk.pass("session", "none is opened: the token's own does for all but Interactive calls", {
    advice: needsUser
      ? ["Interactive sessions would be refused: the token names no Prophet 21 user (give the connection a username)"]
      : [],
  });
}

function noteAccount({ options: { auth } }: Prophet21World, { claims }: Prophet21SignIn, walk: Walk): void {
  const user = claims?.user ?? "";
  if (auth.kind === "consumer-key" && user === "")
    walk.pass("account", "none named: calls act as the install's own user");
  else
    walk.pass(
      "account",
      `${user === "" ? "the token's user" : user}; Prophet 21 tells nothing of an account's password or rights to an API`,
    );
}
