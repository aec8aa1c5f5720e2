import { isObject } from "../../evidence/read-json.ts";
import { blame, known } from "../blame.ts";
import type { Walk } from "../walk.ts";
import { apiOf, callKinetic, isOk, jsonOf, without, type KineticWorld } from "./kinetic-call.ts";

type Headers = Readonly<Record<string, string>>;

/** Opens a session and ends it, whatever happens in between, so that its licence is free again. Only when asked to. */
export async function tryKineticSession(world: KineticWorld, headers: Headers, walk: Walk): Promise<void> {
  if (!world.session) return walk.pass("session", "none is opened: each call gives its licence back by itself");
  const api = apiOf(world);
  const login = await callKinetic(world, headers, {
    api,
    path: "Ice.LIB.SessionModSvc/Login",
    body: "{}",
    purpose: "open a session",
  });
  const answer = jsonOf(login);
  const id = isObject(answer) ? answer["returnObj"] : undefined;
  if (!isOk(login) || typeof id !== "string") return walk.stop(blame([login], world.secrets, "session"));
  const named = { ...without(headers, "sessioninfo"), SessionInfo: JSON.stringify({ SessionID: id }) };
  const logout = await callKinetic(world, named, {
    api,
    path: "Ice.LIB.SessionModSvc/Logout",
    body: "{}",
    purpose: "end the session",
  });
  if (isOk(logout)) walk.pass("session", "opened and ended again");
  else
    walk.warn("session", "opened, and not ended", [
      known(
        "kinetic/license-not-released",
        `Logout was answered ${String(logout.status)}: the session stays until it times out`,
      ),
    ]);
}
