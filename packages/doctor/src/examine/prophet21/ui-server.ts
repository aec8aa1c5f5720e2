import { isObject } from "../../evidence/read-json.ts";
import { advice, blame, known } from "../blame.ts";
import type { Walk } from "../walk.ts";
import type { Sent } from "../wire/sent.ts";
import { callProphet21, isOk, ROUTER, type Prophet21World } from "./prophet21-call.ts";
import type { Prophet21SignIn } from "./sign-in.ts";
import { reachOf } from "./use.ts";

/** Where the UI server is, what version it runs, and whether it minds scopes. */
export async function readUiServer(
  world: Prophet21World,
  signedIn: Prophet21SignIn,
  walk: Walk,
): Promise<string | undefined> {
  const router = await callProphet21(world, signedIn.headers, { path: ROUTER, purpose: "find the UI server" });
  const base = isOk(router) ? urlIn(router) : `${world.options.url.replace(/\/+$/, "")}/uiserver0`;
  if (base === undefined || !isTrusted(world, base)) {
    if (base !== undefined) walk.warn("url", "the UI server is on another host", [elsewhere(base)]);
    return undefined;
  }
  const info = await callProphet21(world, signedIn.headers, {
    base,
    path: "/ui/common/v1/serverinfo",
    purpose: "read the server's version",
  });
  const values = valuesOf(info);
  const version = values?.["Version/Application Version"];
  const production = values?.["Monitoring/isproduction"] === true ? ", a production system" : "";
  walk.pass(
    "server",
    typeof version === "string" ? `version ${version}${production}` : "answers; its version is not told",
  );
  await tryTransactions(world, signedIn, base, walk);
  return base;
}

function urlIn({ body }: Sent): string | undefined {
  const found = /"Url"\s*:\s*"([^"]+)"|<(?:\w+:)?Url>([^<]+)</i.exec(body);
  return (found?.[1] ?? found?.[2])?.replace(/\/+$/, "");
}

/** A token goes to the connection's own host, or to one that its options name; the router's answer alone is not enough. */
function isTrusted({ options }: Prophet21World, base: string): boolean {
  const url = URL.parse(base);
  const own = new URL(options.url);
  if (url === null) return false;
  if (options.uiServers?.some((allowed) => URL.parse(allowed)?.origin === url.origin)) return true;
  return url.hostname === own.hostname && (url.protocol === own.protocol || url.protocol === "https:");
}

function elsewhere(base: string): ReturnType<typeof advice> {
  const origin = URL.parse(base)?.origin ?? "another origin";
  return advice(
    "The UI server is on a host that the connection does not name",
    "The router says where Interactive and Transaction calls go. A token is sent to the connection's own host alone, unless its options name another.",
    [`If ${origin} is yours, add it to the connection: "uiServers": [${JSON.stringify(origin)}].`],
    `the router names ${origin}`,
  );
}

function valuesOf(info: Sent): Readonly<Record<string, unknown>> | undefined {
  try {
    const answer: unknown = JSON.parse(info.body);
    return isObject(answer) && isObject(answer["Result"]) ? answer["Result"] : undefined;
  } catch {
    return undefined;
  }
}

/** The list of services is read with a key that should not open it: Prophet 21 is known not to look (observed on 26.1.5950.0). */
async function tryTransactions(
  world: Prophet21World,
  { headers, claims }: Prophet21SignIn,
  base: string,
  walk: Walk,
): Promise<void> {
  if (claims === undefined || !reachOf(claims.scope, undefined).isRestricted) return;
  const list = await callProphet21(world, headers, {
    base,
    path: "/api/v2/services",
    purpose: "see whether the scope holds for Transactions",
    maxBytes: 2048,
  });
  if (!isOk(list))
    return walk.pass("scope", claims.scope, { details: ["the Transaction API minds the scope on this server"] });
  walk.warn("scope", "the scope does not bind the Transaction API", [
    advice(
      "The key's scope does not bind the Transaction API",
      `The key is limited to ${claims.scope}, and the Transaction API let it in all the same: Prophet 21 does not look at scopes there. Whoever holds this key can write.`,
      [
        "Treat every consumer key as one that may write, and give none away for reading alone.",
        "Put a gateway with a policy of its own in front, and hand out its keys instead.",
      ],
      "the list of Transaction services was answered 200",
    ),
  ]);
}

/** Opens an Interactive session and ends it with the same token. Only when asked to. */
export async function tryInteractive(
  world: Prophet21World,
  { headers, claims, sent }: Prophet21SignIn,
  base: string,
  walk: Walk,
): Promise<void> {
  const path = "/api/ui/interactive/sessions";
  const opened = await callProphet21(world, headers, {
    base,
    path,
    method: "POST",
    body: "{}",
    purpose: "open an Interactive session",
  });
  if (!isOk(opened)) {
    if ((claims?.user ?? "") === "" && /retrieving\/validating user/i.test(opened.body))
      return walk.stop({
        check: "session",
        troubles: [
          known("prophet21/interactive-needs-username", "the token names no user, and the session was refused"),
        ],
      });
    return walk.stop(blame([...sent, opened], world.secrets, "session"));
  }
  const ended = await callProphet21(world, headers, {
    base,
    path,
    method: "DELETE",
    purpose: "end the session with the same token",
  });
  if (isOk(ended)) walk.pass("session", "an Interactive session was opened and ended again");
  else
    walk.warn("session", "opened, and not ended", blame([...sent, opened, ended], world.secrets, "session").troubles);
}
