import type { EndpointAnswer, EndpointCall, OwnEndpoint } from "../../endpoint.ts";
import { problemOf } from "../../problem.ts";
import type { Reason } from "../../reason.ts";
import { kineticRefusalBody } from "../refusal-body.ts";
import type { AnsweredCall } from "./session-calls.ts";
import type { VirtualSessions } from "./virtual-sessions.ts";

/**
 * `Ice.Lib.SessionModSvc`'s Login, Logout and IsValidSession, answered by the gateway: a program that opens a session before
 * its calls and ends it afterwards works as ever, and takes no licence by that.
 *
 * @param path below the connection's base URL
 */
export function sessionEndpoint(call: AnsweredCall, path: string, sessions: VirtualSessions): OwnEndpoint {
  return {
    open: false,
    async answer(asked) {
      const { request, consumer } = asked;
      const isRead = call === "isvalidsession" && request.method === "GET";
      if (request.method !== "POST" && !isRead) return refusal("method.not-allowed", asked, path);
      const body = isRead ? "" : (await asked.readBody()).toString("utf8");
      const id = consumer?.id ?? "";
      switch (call) {
        case "login":
          return answerWith({ returnObj: sessions.open(id), parameters: {} }, asked);
        case "isvalidsession":
          return answerWith({ returnObj: sessions.isOpen(askedFor(asked, body), id), parameters: {} }, asked);
        case "logout":
          return logout(asked, path, sessions);
      }
    },
  };
}

/** One that names no session ends none, and is answered as one that does (observed). */
function logout(asked: EndpointCall, path: string, sessions: VirtualSessions): EndpointAnswer {
  const { sessioninfo } = asked.request.headers;
  const named = typeof sessioninfo === "string" ? member(sessioninfo, "SessionID") : undefined;
  if (named === undefined || sessions.end(named, asked.consumer?.id ?? ""))
    return answerWith({ parameters: {} }, asked);
  return refusal("session.none", asked, path);
}

function askedFor({ query = "" }: EndpointCall, body: string): string {
  return member(body, "sessionID") ?? new URLSearchParams(query).get("sessionID") ?? "";
}

function member(text: string, name: string): string | undefined {
  try {
    const value = (JSON.parse(text) as Readonly<Record<string, unknown>> | null)?.[name];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function answerWith(members: object, { consumer }: EndpointCall): EndpointAnswer {
  return {
    status: 200,
    headers: ["content-type", "application/json; charset=utf-8", "cache-control", "no-store"],
    body: JSON.stringify(members),
    consumer: consumer?.name,
    reason: undefined,
  };
}

function refusal(reason: Reason, { request, requestId, consumer }: EndpointCall, path: string): EndpointAnswer {
  const problem = problemOf(reason);
  const { status, contentType, body } = kineticRefusalBody({
    problem,
    finding: reason === "session.none" ? "kinetic/session-invalid" : problem.finding,
    fix: problem.fix,
    requestId,
    scheme: undefined,
    accept: request.headers.accept,
    path,
  });
  const allow = status === 405 ? ["allow", "POST"] : [];
  return {
    status,
    headers: ["content-type", contentType, "cache-control", "no-store", ...allow],
    body,
    consumer: consumer?.name,
    reason,
  };
}
