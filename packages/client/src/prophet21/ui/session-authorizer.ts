import { ErpgateError } from "../../errors.ts";
import type { Authorizer, ReadyHeaders } from "../../http/authorizer.ts";
import { flatten } from "../../http/flat-headers.ts";
import type { AccessToken } from "../../token/token.ts";

/**
 * Lets calls in with one token, and no other, until it ends: a session can only be used and ended with the token that made
 * it, so renewing it midway would leave the session behind (observed on 26.1.5910.3).
 */
export function sessionAuthorizer(
  token: AccessToken,
  host: string,
  headers: Readonly<Record<string, string>>,
  now: () => number,
): Authorizer {
  const record = Object.freeze({ authorization: `Bearer ${token.token}`, ...headers });
  const ready: ReadyHeaders = Object.freeze({ record, flat: flatten(host, record) });
  const { expiresAtMs = Infinity } = token;
  const held = (): ReadyHeaders | undefined => (now() < expiresAtMs ? ready : undefined);
  return Object.freeze({
    held,
    ready: async () => held() ?? fail(),
    token: () => Promise.resolve(token),
    refused: () => undefined,
    accepted: () => undefined,
    close: () => undefined,
  });
}

function fail(): never {
  const message =
    "the Interactive session's own token has run out, and is never renewed: end with this session's work, open another";
  throw new ErpgateError("P21_TOKEN_EXPIRED", message);
}
