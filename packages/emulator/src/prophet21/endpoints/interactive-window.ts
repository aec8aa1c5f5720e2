import { empty, html, refusing, runSteps, type Answer } from "../../http/answer.ts";
import { queryOf } from "../../http/call.ts";
import { readJsonObject, type JsonObject } from "../../http/json-object.ts";
import { randomGuid } from "../../seeded-random.ts";
import { checkBearer } from "../check-bearer.ts";
import { checkUiScope } from "../check-scope.ts";
import { middlewareError, negotiated } from "../errors.ts";
import { currentSession, type Prophet21Exchange } from "../exchange.ts";
import { openNamedWindow } from "../interactive/open-named-window.ts";
import { refuseUiSession } from "../interactive/refuse-ui.ts";
import { UiFault } from "../interactive/ui-fault.ts";
import type { UiSession } from "../interactive/ui-sessions.ts";
import { windowAction } from "../interactive/window-action.ts";
import type { WindowPart } from "../read-address.ts";
import { refuseOtherAccept } from "./interactive-sessions.ts";

/** A window call on its way: the exchange with the UI session that it belongs to. */
interface WindowExchange extends Prophet21Exchange {
  ui?: UiSession;
}

/** `{uiserver}/api/ui/interactive/v2/{window|data|change|tab|row|tools}`. */
export function interactiveWindow(exchange: Prophet21Exchange, part: WindowPart): Answer {
  const act = (ready: WindowExchange): Answer =>
    answering(ready, () => {
      const { call, switches, state, surroundings } = ready;
      return windowAction(part, {
        method: call.method,
        query: queryOf(call),
        body: readBody(call.body),
        ui: uiOf(ready),
        build: switches.build,
        data: state.data,
        by: currentSession(ready).username,
        user: currentSession(ready).username,
        users: state.users,
        nowMs: surroundings.clock.now(),
        newId: () => randomGuid(surroundings.random),
      });
    });
  return runSteps<WindowExchange>([checkBearer, checkUiScope, refuseOtherAccept, findUi, stumble, act], {
    ...exchange,
  });
}

/** `{uiserver}/ui/full/v1/window/`: the name as a bare JSON string, the window's id as Result (observed:client). */
export function olderWindow(exchange: Prophet21Exchange): Answer {
  const act = (ready: WindowExchange): Answer =>
    answering(ready, () => {
      const body = readBody(ready.call.body);
      const { id } = openNamedWindow(
        { ServiceName: typeof body === "string" ? body : "" },
        {
          ui: uiOf(ready),
          build: ready.switches.build,
          user: currentSession(ready).username,
          users: ready.state.users,
          newId: () => randomGuid(ready.surroundings.random),
        },
      );
      return { Result: id };
    });
  return runSteps<WindowExchange>([checkBearer, checkUiScope, findUi, act], { ...exchange });
}

/** The server's own page about sessions; it needs no token (documented). */
export function interactiveHelp(): Answer {
  return html("prophet21.interactive.help", "Operations at /api/ui/interactive/sessions: POST, GET, DELETE", 200);
}

function findUi(exchange: WindowExchange): Answer | undefined {
  const found = exchange.state.ui.use(currentSession(exchange).id);
  if (found === undefined) return refuseUiSession(exchange);
  exchange.ui = found;
  return undefined;
}

/** The call after one that named a datawindow that does not exist breaks (observed on 26.1.5940.0). */
function stumble(exchange: WindowExchange): Answer | undefined {
  const ui = uiOf(exchange);
  if (!ui.stumbles) return undefined;
  ui.stumbles = false;
  return refusing(
    empty("prophet21.interactive.stumble", 500),
    "the same again: the call before this one named an unknown datawindow",
  );
}

function uiOf({ ui }: WindowExchange): UiSession {
  if (ui === undefined) throw new Error("this step must come after findUi");
  return ui;
}

/** The value, or the UI server's refusal. */
function answering(exchange: WindowExchange, act: () => object): Answer {
  const { call, switches } = exchange;
  try {
    return negotiated(call, "prophet21.window.done", act(), { root: "ResultWrapper" });
  } catch (error) {
    if (!(error instanceof UiFault)) throw error;
    if (switches.build === "26.1-late" && error.message.startsWith("Unable to find datawindow"))
      uiOf(exchange).stumbles = true;
    const answer = middlewareError(call, "prophet21.window.refused", error.status, { message: error.message });
    return refusing(answer, error.wouldAccept);
  }
}

/** A JSON object or a JSON string; anything else is undefined. */
function readBody(body: string): JsonObject | string | undefined {
  const object = readJsonObject(body);
  if (object !== undefined) return object;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
