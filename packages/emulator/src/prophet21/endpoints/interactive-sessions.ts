import { empty, json, refusing, runSteps, type Answer } from "../../http/answer.ts";
import { readJsonObject, type JsonObject } from "../../http/json-object.ts";
import { randomGuid } from "../../seeded-random.ts";
import { checkBearer } from "../check-bearer.ts";
import { checkUiScope } from "../check-scope.ts";
import { middlewareError, wantsJson } from "../errors.ts";
import { currentSession, type Prophet21Exchange } from "../exchange.ts";
import { refuseUiSession, uiError } from "../interactive/refuse-ui.ts";
import type { UiSession, UiSessionRequest } from "../interactive/ui-sessions.ts";
import { writeUiSession, writeUiSessionList } from "../interactive/write-ui-session.ts";
import { isLive, userNamed } from "../users.ts";

/** `{uiserver}/api/ui/interactive/sessions`, with or without a slash, and the older `/ui/common/v1/sessions`. */
export function interactiveSessions(exchange: Prophet21Exchange): Answer | Promise<Answer> {
  const refused = [checkBearer, checkUiScope].reduce<Answer | undefined>(
    (no, check) => no ?? check(exchange),
    undefined,
  );
  if (refused !== undefined) return refused;
  switch (exchange.call.method) {
    case "POST":
      return create(exchange);
    case "GET":
      return runSteps([refuseOtherAccept, list], exchange);
    case "DELETE":
      return runSteps([end], exchange);
    default:
      return refusing(
        middlewareError(exchange.call, "prophet21.interactive.verb", 405, {
          message: "The requested resource does not support http method.",
        }),
        "POST, GET or DELETE",
      );
  }
}

/** A session that exists hides every other fault, as a ghost does (observed on 26.1.5894.1). */
function create(exchange: Prophet21Exchange): Answer | Promise<Answer> {
  const refused = [refuseSecond, validateUser, refuseBadBody].reduce<Answer | undefined>(
    (no, check) => no ?? check(exchange),
    undefined,
  );
  if (refused !== undefined) return refused;
  const { call, state } = exchange;
  const request = requestOf(exchange);
  const unreadable = refuseOtherAccept(exchange);
  if (unreadable !== undefined) {
    state.ui.haunt(request);
    exchange.findings.notes.push("a ghost session was left behind: DELETE it with the same token");
    return unreadable;
  }
  const opened = state.ui.open(request, call.whenGone);
  return opened instanceof Promise
    ? opened.then((late) => answerOpened(exchange, late, "prophet21.interactive.created-late"))
    : answerOpened(exchange, opened, "prophet21.interactive.created");
}

function answerOpened(exchange: Prophet21Exchange, opened: UiSession | string, rule: string): Answer {
  if (typeof opened !== "string") return writeUiSession(exchange, opened, rule);
  if (opened === "exists") return secondRefused(exchange);
  if (opened === "left") return empty("prophet21.interactive.left", 499);
  // What a create gets that waited in vain is unpublished
  const answer = middlewareError(exchange.call, "prophet21.interactive.pool", 500, {
    message: "Timed out waiting for an available session.",
    type: "P21.UI.Common.UiServerException",
  });
  return refusing(answer, "a free instance: end a session, or wait until idle ones are swept");
}

function refuseSecond(exchange: Prophet21Exchange): Answer | undefined {
  const { state } = exchange;
  return state.ui.of(currentSession(exchange).id) === undefined ? undefined : secondRefused(exchange);
}

/** One UI session per token (observed). */
function secondRefused({ call }: Prophet21Exchange): Answer {
  return refusing(
    uiError(call, "prophet21.interactive.exists", 409, "Session already exists."),
    "DELETE with this token first, or a token of its own for each session",
  );
}

/** A token without a real user opens no session; the status is unpublished (the text is observed). */
function validateUser(exchange: Prophet21Exchange): Answer | undefined {
  const { username } = currentSession(exchange);
  const user = userNamed(username, exchange.state);
  if (user !== undefined && isLive(user)) return undefined;
  const error = { message: "Error retrieving/validating user", type: "P21.UI.Common.UiServerException" };
  return refusing(
    middlewareError(exchange.call, "prophet21.interactive.user", 500, error),
    username === ""
      ? "a token that was asked for with the name of a P21 user"
      : `a P21 user that exists; ${JSON.stringify(username)} does not`,
  );
}

function refuseBadBody({ call }: Prophet21Exchange): Answer | undefined {
  if (call.body.trim() === "" || readJsonObject(call.body) !== undefined) return undefined;
  return refusing(
    uiError(call, "prophet21.interactive.body", 400, "The request body is invalid."),
    "no body, or a JSON object such as {}",
  );
}

function requestOf(exchange: Prophet21Exchange): UiSessionRequest {
  const sent: JsonObject = readJsonObject(exchange.call.body) ?? {};
  const { id, username } = currentSession(exchange);
  const timeout = sent["SessionTimeout"];
  const seconds = typeof timeout === "number" && timeout > 0 ? timeout : exchange.switches.sessionIdleSeconds;
  return {
    id: randomGuid(exchange.surroundings.random),
    owner: id,
    username,
    idleMs: seconds * 1000,
    responseWindows: sent["ResponseWindowHandlingEnabled"] !== false,
    ghost: false,
  };
}

/** Early 26.1 answers nothing but JSON, and says so with an empty 500 (observed on 26.1.5894.1). */
export function refuseOtherAccept({ call, switches }: Prophet21Exchange): Answer | undefined {
  if (switches.build !== "26.1-early" || wantsJson(call)) return undefined;
  return refusing(empty("prophet21.interactive.accept", 500), "the same with Accept: application/json");
}

function list(exchange: Prophet21Exchange): Answer {
  const { username } = currentSession(exchange);
  return writeUiSessionList(
    exchange,
    exchange.state.ui.sessions.filter((session) => session.username === username),
  );
}

/** Only the token that opened a session ends it; idle ones and ghosts are ended as well (observed). */
function end(exchange: Prophet21Exchange): Answer {
  const ended = exchange.state.ui.end(currentSession(exchange).id);
  if (!ended) return refuseUiSession(exchange);
  return wantsJson(exchange.call) ? json("prophet21.interactive.ended", {}) : empty("prophet21.interactive.ended", 200);
}
