import type { StoredToken } from "@erpgate/client";
import { optionalInteger, parsedObject, text } from "../store/row.ts";
import { StoreError } from "../store/store-error.ts";

/** The JSON text of a token, as it is sealed. */
export function writeTokenText({ token, expiresAtMs, obtainedAtMs, refreshToken }: StoredToken): string {
  return JSON.stringify({ token, expiresAtMs, obtainedAtMs, refreshToken });
}

/** @throws StoreError `STORE_ROW_INVALID` when something else than erpgate wrote the text */
export function readTokenText(json: string): StoredToken {
  const fields = parsedObject(json, "token");
  const obtainedAtMs = optionalInteger(fields, "obtainedAtMs");
  if (obtainedAtMs === undefined)
    throw new StoreError("STORE_ROW_INVALID", "The store holds a token without the time at which it was obtained.");
  const refreshToken = fields["refreshToken"] === undefined ? {} : { refreshToken: text(fields, "refreshToken") };
  const expiresAtMs = optionalInteger(fields, "expiresAtMs");
  return { token: text(fields, "token"), obtainedAtMs, expiresAtMs, ...refreshToken };
}
