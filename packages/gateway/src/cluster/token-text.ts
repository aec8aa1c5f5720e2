import type { StoredRefusal, StoredToken } from "@erpgate/client";
import { type Fields, integer, object, optionalInteger, parsedObject, text } from "../store/row.ts";
import { StoreError } from "../store/store-error.ts";

/** What is kept of one login: its token (empty: none), and that the request for the next one was refused. */
export interface KeptLogin extends StoredToken {
  readonly refusal?: StoredRefusal | undefined;
}

/** The JSON text of a login, as it is sealed. */
export function writeTokenText({ token, expiresAtMs, obtainedAtMs, refreshToken, refusal }: KeptLogin): string {
  return JSON.stringify({ token, expiresAtMs, obtainedAtMs, refreshToken, refusal });
}

/** @throws StoreError `STORE_ROW_INVALID` when something else than erpgate wrote the text */
export function readTokenText(json: string): KeptLogin {
  const fields = parsedObject(json, "token");
  const obtainedAtMs = optionalInteger(fields, "obtainedAtMs");
  if (obtainedAtMs === undefined)
    throw new StoreError("STORE_ROW_INVALID", "The store holds a token without the time at which it was obtained.");
  const refreshToken = fields["refreshToken"] === undefined ? {} : { refreshToken: text(fields, "refreshToken") };
  const refusal = fields["refusal"] === undefined ? {} : { refusal: readRefusal(object(fields["refusal"], "refusal")) };
  const expiresAtMs = optionalInteger(fields, "expiresAtMs");
  return { token: text(fields, "token"), obtainedAtMs, expiresAtMs, ...refreshToken, ...refusal };
}

function readRefusal(fields: Fields): StoredRefusal {
  return {
    // Whoever reads it looks whether it knows this one.
    code: text(fields, "code") as StoredRefusal["code"],
    message: text(fields, "message"),
    status: integer(fields, "status"),
    finding: fields["finding"] === undefined ? undefined : text(fields, "finding"),
    count: integer(fields, "count"),
    refusedAtMs: integer(fields, "refusedAtMs"),
    nextTryAtMs: integer(fields, "nextTryAtMs"),
  };
}
