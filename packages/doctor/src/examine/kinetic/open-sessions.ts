import { isObject } from "../../evidence/read-json.ts";
import { known } from "../blame.ts";
import type { Walk } from "../walk.ts";
import { apiOf, callKinetic, isOk, jsonOf, type KineticWorld } from "./kinetic-call.ts";

/** Fewer may be a pool that keeps them open on purpose. */
const MANY = 5;

/**
 * Counts the account's own sessions that no call is using, where the login may read the list (methods and columns: official,
 * from the server's own description; who may is not published, so a refusal says nothing). Reads, and ends none.
 */
export async function countOpenSessions(
  world: KineticWorld,
  headers: Readonly<Record<string, string>>,
  user: string,
  walk: Walk,
): Promise<void> {
  const list = await callKinetic(world, headers, {
    api: apiOf(world),
    path: "Ice.BO.AdminSessionSvc/GetSessionList",
    body: "{}",
    purpose: "count the account's open sessions",
  });
  const idle = isOk(list) ? rowsOf(jsonOf(list)).filter((row) => isIdleOf(row, user)) : [];
  if (idle.length < MANY) return;
  const types = [...new Set(idle.map((row) => row["LicenseType"]).filter((type) => typeof type === "string"))];
  const held = types.length === 0 ? "" : `, holding licences of type ${types.join(", ")}`;
  walk.warn("licence", `${String(idle.length)} sessions of the account are open and idle`, [
    {
      ...known(
        "kinetic/license-not-released",
        `${String(idle.length)} sessions of this account are open and used by no call${held}`,
        "a program that keeps a pool of sessions on purpose looks the same",
      ),
      confidence: 0.6,
    },
  ]);
}

/** Of whatever name the table is. */
function rowsOf(answer: unknown): readonly Readonly<Record<string, unknown>>[] {
  const tables = isObject(answer) && isObject(answer["returnObj"]) ? Object.values(answer["returnObj"]) : [];
  return tables.flatMap((table): unknown[] => (Array.isArray(table) ? table : [])).filter(isObject);
}

function isIdleOf(row: Readonly<Record<string, unknown>>, user: string): boolean {
  const { CurUserID: owner, InUse: isInUse, Expired: hasExpired } = row;
  return (
    typeof owner === "string" && owner.toLowerCase() === user.toLowerCase() && isInUse !== true && hasExpired !== true
  );
}
