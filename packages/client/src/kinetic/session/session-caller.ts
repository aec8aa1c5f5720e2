import type { Authorizer } from "../../http/authorizer.ts";
import type { Endpoint, WireRequest } from "../../http/endpoint.ts";
import { headerOf, setHeader } from "../../http/flat-headers.ts";
import { readAnswer } from "../../http/read-answer.ts";
import { isSafe } from "../../http/retry.ts";
import { callerWith } from "../caller-with.ts";
import type { KineticCaller } from "../caller-with.ts";
import { isReading } from "../method.ts";
import { renew } from "./session-state.ts";
import type { SessionState } from "./session-state.ts";

/**
 * The caller for what happens within a session: names it in `License`, as clients in the field do on every call (observed),
 * and repairs it once where it is gone.
 */
export function sessionCaller(state: SessionState): KineticCaller {
  const { base } = state;
  let dressed = { id: "", from: base };
  const current = (): KineticCaller => {
    if (dressed.id !== state.id) dressed = { id: state.id, from: callerWith(base, { sessionId: state.id }) };
    return dressed.from;
  };
  const authorizer: Authorizer = {
    ...base.caller.authorizer,
    held: () => current().caller.authorizer.held(),
    ready: () => current().caller.authorizer.ready(),
  };
  const endpoint = repairingEndpoint(state);
  return {
    caller: { ...base.caller, authorizer, endpoint },
    // Read at each call: after a repair the session is another.
    get options() {
      return current().options;
    },
  };
}

/**
 * On 410 a new Login, once for all calls that met it. The call itself is made again only where it reads: what a session
 * was set to (company, site, employee) is gone with it, and a write must not happen in another place than was meant.
 */
function repairingEndpoint(state: SessionState): Endpoint {
  const { endpoint, dialect } = state.base.caller;
  return {
    ...endpoint,
    send: async (wire) => {
      const goneId = state.id;
      const answer = await endpoint.send(wire);
      if (answer.status !== 410 || state.isEnded) return answer;
      const read = await readAnswer(answer);
      const { code } = dialect.classifyFailure({ status: 410, headers: read.headers(), body: read.body });
      if (code !== "KINETIC_SESSION_INVALID") return read;
      await renew(state, goneId);
      return mayRepeat(wire) && state.id !== goneId ? endpoint.send(renamed(wire, goneId, state.id)) : read;
    },
  };
}

function mayRepeat({ method, path }: WireRequest): boolean {
  return isSafe(method) || (method === "POST" && isReading(/\/(\w+)(?:\?|$)/.exec(path)?.[1] ?? ""));
}

function renamed(wire: WireRequest, goneId: string, id: string): WireRequest {
  const headers = [...wire.headers];
  setHeader(headers, "license", (headerOf(headers, "license") ?? "").replace(goneId, id));
  return { ...wire, headers };
}
