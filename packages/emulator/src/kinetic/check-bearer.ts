import type { Answer } from "../http/answer.ts";
import type { KineticExchange } from "./exchange.ts";
import { judgeIssuedToken } from "./judge-issued-token.ts";
import { letIn, refuseLogin } from "./answer-login.ts";
import { judgeToken, type TokenVerdict } from "./token.ts";
import { accountFault } from "./user-account.ts";

/** A token of ours, or of an issuer that this server trusts. */
export function checkBearer(exchange: KineticExchange, token: string): Answer | undefined {
  const nowMs = exchange.surroundings.clock.now();
  const issued = judgeIssuedToken(token, exchange);
  const verdict = issued ?? judgeToken(token, nowMs, exchange.state);
  if (!verdict.valid) {
    if (verdict.endedForMs !== undefined)
      exchange.findings.notes.push(`the token ended ${verdict.endedForMs} ms before`);
    return refuseBearer(exchange, verdict.why);
  }
  const user = exchange.state.users.find(({ username }) => username === verdict.username);
  if (user === undefined || accountFault(user, nowMs) !== undefined) return refuseBearer(exchange, "user");
  exchange.login = verdict.login;
  return letIn(exchange, user);
}

type Reason = Exclude<TokenVerdict, { valid: true }>["why"];

/** The real server's body for a bad token has not been captured; one text for every cause gives nothing to rely on. */
function refuseBearer(exchange: KineticExchange, why: Reason): Answer {
  return refuseLogin(exchange, `kinetic.token.${why}`, "The token is not valid or has expired.", WOULD_ACCEPT[why]);
}

const WOULD_ACCEPT: Readonly<Record<Reason, string>> = {
  "not-ours":
    "a token from TokenResource.svc/ that has not expired and was signed with the current key, or one of a trusted issuer",
  expired: "a token that has not expired",
  "not-yet": "a token whose nbf has come",
  off: "another kind of token: this issuer's kind is switched off here",
  signature: "a token signed with RS256 by a key that its issuer publishes",
  audience: "a token for the server application: its id or its ApplicationIDURI as aud",
  scope: "a token with the scope that the identity provider's row names",
  "app-only": "a token of a user, or the switch entraAppOnly with the client id among the issuer's apps",
  user: "a token whose user claim is the ExternalIdentity of a user whose account is in order",
};
