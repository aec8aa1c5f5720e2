import type { Finding } from "./finding.ts";

export const kineticSession: readonly Finding[] = [
  {
    id: "kinetic/license-not-released",
    layer: "session",
    auth: true,
    certainty: "observed",
    title: "Logging out does not free the session and its licence",
    cause:
      "A Logout must name the session: `SessionInfo` holding a JSON object with SessionID, not a bare GUID. Otherwise the licence stays taken until the session idles out.",
    fix: [
      'Send `SessionInfo: {"SessionID":"<guid>"}` with `Ice.Lib.SessionModSvc/Logout`.',
      "Log out in a `finally` block.",
      "End left-over sessions in the Administration Console.",
    ],
  },
  {
    id: "kinetic/session-invalid",
    layer: "session",
    auth: true,
    certainty: "documented",
    title: "The session named in the request no longer exists",
    cause:
      "The session in SessionInfo or in License.SessionID idled out, was ended by an administrator, or belongs to another server.",
    fix: [
      "Log in again through `Ice.Lib.SessionModSvc/Login`, use the new session id, and repeat once.",
      "Keep sessions short, or ask `IsValidSession` before you rely on one.",
      "Plain REST calls need no session at all.",
    ],
  },
  {
    id: "kinetic/session-header-on-bo-call",
    layer: "session",
    auth: true,
    certainty: "observed",
    title: "A SessionInfo header on an ordinary call ends in 500",
    cause:
      "On a captured 2026.1 server a SessionInfo header on business-object calls gave 500. The header belongs to session calls: Login, Logout, SetCompany.",
    fix: [
      "Send SessionInfo to SessionModSvc only.",
      "On ordinary calls send License at most, with or without SessionID.",
    ],
  },
];
