import { blame, known } from "../blame.ts";
import type { Walk } from "../walk.ts";
import { answerHeader, type Sent } from "../wire/sent.ts";
import { apiOf, callKinetic, isOk, type KineticWorld } from "./kinetic-call.ts";

const PATH = "Erp.BO.CompanySvc/Companies?$top=1";

/**
 * What stands at the address, asked without any credential: a Kinetic answers 401 with a challenge. Whatever else comes is of
 * the network, of something in front, or of a wrong address, and no password has been shown to it.
 */
export async function probeFront(world: KineticWorld, walk: Walk): Promise<Sent> {
  const front = await callKinetic(
    world,
    {},
    { api: apiOf(world), path: PATH, purpose: "see what answers, without a login" },
  );
  const challenge = answerHeader(front, "www-authenticate");
  if (front.failure !== undefined) walk.stop(blame([front], world.secrets, "http"));
  else if (front.status === 401 && /\b(?:Negotiate|NTLM)\b/i.test(challenge) && !/\bBasic\b/i.test(challenge))
    shadowed(front, walk);
  else if (front.status === 401 && (challenge !== "" || isErpShape(front))) passFront(world, front, walk);
  else if (front.status === 404) await judgeMissing(world, front, walk);
  else if (isOk(front) && !isPage(front)) passFront(world, front, walk);
  else walk.stop(blame([front], world.secrets, "http"));
  return front;
}

const isErpShape = ({ body }: Sent): boolean => /"ErrorMessage"\s*:|<ErrorMessage>/.test(body);
const isPage = (sent: Sent): boolean =>
  /text\/html/i.test(answerHeader(sent, "content-type")) || /^\s*<(?:!doctype|html)/i.test(sent.body);

function passFront(world: KineticWorld, front: Sent, walk: Walk): void {
  const { url, company } = world.options;
  const page = isPage(front) ? ["errors come as web pages: something rewrites them, or IIS is set to do so"] : [];
  walk.pass("http", "Kinetic answers", {
    details: [`a call without a login was answered ${String(front.status)}`],
    advice: page,
  });
  walk.pass(
    "url",
    `${new URL(url).pathname.replace(/\/+$/, "")}, ${apiOf(world)}${company === undefined ? "" : `, company ${company}`}`,
  );
}

function shadowed(front: Sent, walk: Walk): void {
  const challenge = answerHeader(front, "www-authenticate");
  walk.pass("http", "IIS answers");
  walk.stop({
    check: "credentials",
    troubles: [
      known(
        "kinetic/windows-auth-shadowing",
        `a call without a login is answered with the challenge ${JSON.stringify(challenge)}`,
      ),
    ],
  });
}

/** A 404 before any login: the other version tells a server without v2 from an address without a Kinetic. */
async function judgeMissing(world: KineticWorld, front: Sent, walk: Walk): Promise<void> {
  const other = apiOf(world) === "v2" ? "v1" : "v2";
  const control = await callKinetic(world, {}, { api: other, path: PATH, purpose: `see whether ${other} is there` });
  walk.pass("http", "a web server answers");
  const { pathname } = new URL(world.options.url);
  if (control.status === 401)
    return walk.stop({
      check: "url",
      troubles: [
        known(
          "kinetic/api-version-path-wrong",
          `${apiOf(world)} is answered 404 and ${other} asks for a login: this server has ${other} only; set "apiVersion": "${other}"`,
        ),
      ],
    });
  if (isErpShape(front)) return walk.stop(blame([front], world.secrets, "url"));
  walk.stop({
    check: "url",
    troubles: [
      known(
        "kinetic/instance-path-wrong",
        `below ${pathname} neither v1 nor v2 is there: both were answered 404 with a page of the web server's`,
      ),
    ],
  });
}
