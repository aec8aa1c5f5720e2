import type { FailedCall } from "../failure.ts";
import { readAddress } from "./address.ts";
import { canRead } from "./can-read.ts";
import { readClaims } from "./claims.ts";
import { parseScope } from "./scope.ts";

/**
 * Why a token that is in order was turned away. A missing permission and a scope that lacks the table get the same text and
 * status (observed on 26.1.5950.0): the token's `aud` tells them apart, since it is empty for a user and holds the scope
 * for a key. It is read without being verified: only an explanation hangs on it.
 *
 * @returns the id of a finding; undefined where the evidence names no cause, as without a readable token
 */
export function denialFinding(call: FailedCall | undefined): string | undefined {
  const claims = call?.token === undefined ? undefined : readClaims(call.token);
  if (call === undefined || claims === undefined) return undefined;
  if (claims.scope.trim() === "") return "prophet21/odata-permission-denied";
  const path = (call.path.split("?")[0] ?? "").toLowerCase();
  const scope = parseScope(claims.scope);
  // Where the scope opens the path, it is not named as the cause, and what is the cause nobody knows.
  if (!scope.ok || canRead(claims, path) === true) return undefined;
  const odata = scope.scope.entries.filter((entry) => entry.path === "/odata");
  const isTable = readAddress(path)?.kind === "odata";
  if (isTable && odata.some(({ names }) => names !== undefined)) return "prophet21/scope-table-denied";
  if (canRead(claims, path) === undefined) return undefined;
  return isTable && odata.length > 0 ? "prophet21/scope-bare-odata" : "prophet21/scope-path-denied";
}
