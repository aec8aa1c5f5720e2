import { answerMembers } from "../../answer-members.ts";
import type { ConnectionInside } from "../../dialect.ts";
import { ErpgateError } from "../../errors.ts";
import type { Authorizer, ReadyHeaders } from "../../http/authorizer.ts";
import type { Caller } from "../../http/call.ts";
import { checkTarget } from "../../http/check-target.ts";
import type { Endpoint } from "../../http/endpoint.ts";
import { flatten } from "../../http/flat-headers.ts";
import { getText } from "../../http/get-json.ts";
import { urlText } from "../../options/read-url.ts";
import type { Prophet21Options } from "../options.ts";

/** With the slash before the query: without it the answer is a redirect, on which many clients lose the bearer (observed). */
const ROUTER = "/api/ui/router/v1/?urlType=external";

/** A UI server that a token may be sent to. */
export interface UiServer {
  /** Without a trailing slash. */
  readonly url: string;
  /** The path below its origin. */
  readonly path: string;
  readonly endpoint: Endpoint;
}

/** Asks the router for the UI server and checks the answer. */
export async function findUiServer(inside: ConnectionInside, options: Prophet21Options): Promise<UiServer> {
  const { caller, open } = inside;
  const base = new URL(options.url);
  const url = checkUiServer(await askRouter(caller), base, options);
  const endpoint = url.origin === base.origin ? caller.endpoint : open(url);
  return { url: urlText(url), path: url.pathname.replace(/\/$/, ""), endpoint };
}

/**
 * A scope of `/uiserver0` alone opens no router, though it opens the UI server. Then it is looked for where nearly every
 * client takes it for granted (observed), on the connection's own host.
 */
async function askRouter(caller: Caller): Promise<string> {
  try {
    const body = await getText(caller, ROUTER, undefined);
    return answerMembers(body).get("Url") ?? "";
  } catch (error) {
    if (!ErpgateError.is(error) || error.code !== "P21_NOT_AUTHORIZED") throw error;
    return `${caller.dialect.url}/uiserver0`;
  }
}

/**
 * The router may name any host, and whoever could change its answer would be sent a bearer token: so it may name the
 * connection's own host, or an origin that the options list.
 */
function checkUiServer(text: string, base: URL, options: Prophet21Options): URL {
  const url = URL.parse(text);
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== "" ||
    url.password !== "" ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    throw new ErpgateError("ANSWER_UNRECOGNISED", "the router's answer holds no address of a UI server");
  }
  url.pathname = url.pathname.replace(/\/+$/, "");
  if (options.uiServers?.some((allowed) => URL.parse(allowed)?.origin === url.origin)) return url;
  const isWeaker = url.protocol === "http:" && base.protocol === "https:";
  if (url.hostname === base.hostname && !isWeaker) return url;
  const why = isWeaker
    ? "is plain http while the connection is https"
    : `is not on the connection's host, ${base.hostname}`;
  const fix = `if it is yours, give "uiServers": [${JSON.stringify(url.origin)}]`;
  throw new ErpgateError(
    "P21_UI_SERVER_UNTRUSTED",
    `the router names the UI server ${url.origin}, which ${why}; no token was sent there: ${fix}`,
  );
}

/** Makes calls to the UI server, with the connection's token or with a session's own. Paths are below the UI server's address. */
export function callerAt(caller: Caller, server: UiServer, authorizer: Authorizer): Caller {
  const { dialect } = caller;
  const target = (path: string): string => checkTarget(server.path + path);
  return {
    ...caller,
    authorizer,
    endpoint: server.endpoint,
    dialect: {
      ...dialect,
      url: server.url,
      target,
      // Scopes speak of the UI server as /uiserver0, wherever it lives.
      classifyFailure: (answer, call) =>
        dialect.classifyFailure(
          answer,
          call && { ...call, path: `${basePath(caller)}/uiserver0${call.path.slice(server.path.length)}` },
        ),
    },
  };
}

/** The dialect takes the connection's own path off again. */
const basePath = (caller: Caller): string => new URL(caller.dialect.url).pathname.replace(/\/$/, "");

/** The same token under another `host` header. */
export function rehosted(authorizer: Authorizer, host: string): Authorizer {
  let last: { readonly from: ReadyHeaders; readonly to: ReadyHeaders } | undefined;
  const changed = (from: ReadyHeaders): ReadyHeaders => {
    if (last?.from !== from) last = { from, to: { record: from.record, flat: flatten(host, from.record) } };
    return last.to;
  };
  return {
    ...authorizer,
    held: () => {
      const from = authorizer.held();
      return from && changed(from);
    },
    ready: async () => changed(await authorizer.ready()),
  };
}
