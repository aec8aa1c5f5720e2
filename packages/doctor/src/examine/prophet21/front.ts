import { blame, known } from "../blame.ts";
import type { Walk } from "../walk.ts";
import { answerHeader, type Sent } from "../wire/sent.ts";
import { callProphet21, isOk, ROUTER, type Prophet21World } from "./prophet21-call.ts";

/** What stands at the address, asked without a login: Prophet 21 misses the bearer, and says so in its own words. */
export async function probeFront(world: Prophet21World, walk: Walk): Promise<Sent> {
  const front = await callProphet21(world, {}, { path: ROUTER, purpose: "see what answers, without a token" });
  const isPage = /text\/html/i.test(answerHeader(front, "content-type")) || /^\s*<(?:!doctype|html)/i.test(front.body);
  if (front.failure !== undefined) walk.stop(blame([front], world.secrets, "http"));
  else if (front.status === 401 && !isPage) passFront(world, front, walk);
  else if (front.status === 404) missing(world, walk);
  else if (isOk(front) && !isPage) passFront(world, front, walk);
  else walk.stop(blame([front], world.secrets, "http"));
  return front;
}

function passFront({ options }: Prophet21World, front: Sent, walk: Walk): void {
  walk.pass("http", "Prophet 21 answers", { details: [`a call without a token was answered ${String(front.status)}`] });
  walk.pass("url", options.url);
}

function missing({ options }: Prophet21World, walk: Walk): void {
  walk.pass("http", "a web server answers");
  walk.stop({
    check: "url",
    troubles: [
      known(
        "prophet21/token-endpoint-wrong",
        `${new URL(options.url).host} answers, and 404 for Prophet 21's own addresses: this is not the API host`,
      ),
    ],
  });
}
