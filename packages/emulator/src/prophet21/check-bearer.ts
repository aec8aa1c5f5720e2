import { refusing, type Answer } from "../http/answer.ts";
import { insistsOnXml, tokenError, wantsJson } from "./errors.ts";
import type { Prophet21Exchange } from "./exchange.ts";
import { judgeToken } from "./token.ts";

/** Every API wants `Authorization: Bearer …`; the capital B and the blank matter (documented). */
export function checkBearer(exchange: Prophet21Exchange): Answer | undefined {
  const { call, switches } = exchange;
  const header = call.headers["authorization"] ?? "";
  const token = (switches.bearerCaseSensitive ? /^Bearer (.+)$/ : /^Bearer (.+)$/i).exec(header)?.[1]?.trim();
  if (token === undefined) {
    const description = "Authorization header was not present or 'Bearer' was missing.";
    return refusing(
      tokenError("prophet21.bearer.missing", !insistsOnXml(call), "invalid_request", description),
      "Authorization: Bearer, a blank, and a token",
    );
  }
  const verdict = judgeToken(token, exchange);
  if (!verdict.valid) {
    if (verdict.endedForMs !== undefined)
      exchange.findings.notes.push(`the token ended ${verdict.endedForMs} ms before`);
    // Error and Description for a bad token are unpublished; these are OAuth's (inferred).
    const answer = tokenError(
      `prophet21.token.${verdict.why}`,
      wantsJson(call),
      "invalid_token",
      "The access token is invalid or has expired.",
    );
    return refusing(answer, "a token minted here that has not expired, or a new one");
  }
  exchange.session = verdict.session;
  exchange.findings.principal = verdict.session.principal;
  return undefined;
}
