import { json, type Answer } from "../../http/answer.ts";
import { negotiated } from "../errors.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import { versionOf } from "../version.ts";
import type { UiSession } from "./ui-sessions.ts";

const NAMESPACE = "http://schemas.datacontract.org/2004/07/P21.UI.Service.Request";

/** The answer to a create: `SessionId` and `Status` up to 25.2, `Id` and `Properties` from 26.1 (observed). */
export function writeUiSession(exchange: Prophet21Exchange, session: UiSession, rule: string): Answer {
  const { call, switches } = exchange;
  // 25.2 falls back to its default form, whatever was asked for (observed); that it is JSON is inferred
  if (switches.build === "25.2") return json(rule, { SessionId: session.id, Status: "Active" });
  return negotiated(call, rule, sessionMembers(exchange, session), {
    root: "Session",
    namespace: NAMESPACE,
    items: { Properties: "Property" },
  });
}

export function writeUiSessionList(exchange: Prophet21Exchange, sessions: readonly UiSession[]): Answer {
  const named = exchange.switches.build === "25.2" ? "SessionId" : "Id";
  const list = sessions.map(({ id, username, ghost }) => ({ [named]: id, UserName: username, Ghost: ghost }));
  return negotiated(exchange.call, "prophet21.interactive.listed", list, {
    root: "ArrayOfSession",
    namespace: NAMESPACE,
    items: { ArrayOfSession: "Session" },
  });
}

function sessionMembers({ switches }: Prophet21Exchange, session: UiSession): object {
  const full = versionOf(switches);
  const short = full.split(".").slice(0, 2).join(".");
  return {
    Id: session.id,
    Properties: [
      { Name: "Telemetry", Properties: { fullversion: full, shortversion: short, configurationid: "1000" } },
      {
        Name: "SessionHandling",
        Properties: {
          SessionTimeout: session.idleMs / 1000,
          SessionCleanupExpiration: timeSpan(switches.sessionReapSeconds),
          PoolSize: switches.sessionPool,
          WarmStartCount: 1,
          TimedCleanupInterval: "00:01:00",
        },
      },
    ],
  };
}

/** `00:06:00`, as .NET writes a length of time. */
function timeSpan(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}
