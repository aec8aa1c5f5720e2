// Longer than a screen because it is one table: a reader must see all answers at once, and the switch must stay exhaustive.
import type { Reason } from "./reason.ts";

/** What a caller is told about a {@link Reason}; what operators are told is in the log line and the audit row. */
export interface Problem {
  readonly reason: Reason;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Id of the finding that explains it, where one fits whatever the ERP. */
  readonly finding: string | undefined;
  /** What to do in the gateway's own words, where the catalogue speaks of the ERP; `CONNECTION` stands for its name. */
  readonly fix: readonly string[] | undefined;
}

// The finding for a scope that is too narrow sends people to the ERP's administration, where nothing is wrong.
const WIDEN: readonly string[] = [
  "The gateway refused this, not the ERP: what the application is registered for at the gateway does not open the call.",
  "Have the gateway's operator look and widen it: erpgate consumer show NAME, erpgate consumer update NAME --access CONNECTION=SCOPE.",
];

const problem = (
  reason: Reason,
  status: number,
  title: string,
  detail: string,
  finding?: string,
  fix?: readonly string[],
): Problem => Object.freeze({ reason, status, title, detail, finding, fix });

/** Reason → answer. The details name no consumer, no scope and no ERP user: whoever is refused learns only what to do next. */
export function problemOf(reason: Reason): Problem {
  switch (reason) {
    case "route.unknown":
      return problem(reason, 404, "No such address", "The first path segment must be the name of a connection.");
    case "method.not-allowed":
      return problem(reason, 405, "Method not allowed", "Use GET, HEAD, POST, PUT, PATCH, MERGE or DELETE.");
    case "path.not-canonical":
      return problem(
        reason,
        400,
        "Path not acceptable",
        "The path must be in its plain form: no empty or dot segments, no backslash, no semicolon, no fragment, and of the percent-encodings only blank, quote, comma and parentheses.",
      );
    case "batch.unsupported":
      return problem(reason, 403, "$batch is not available", "Send the parts of the batch as requests of their own.");
    case "batch.malformed":
      return problem(
        reason,
        400,
        "$batch cannot be read",
        "Send multipart/mixed with one application/http request in each part, or application/json with a list of requests.",
      );
    case "batch.depends":
      return problem(
        reason,
        424,
        "Part of a batch not sent",
        "Another part of its change set, or one that it depends on, was refused.",
      );
    case "body.not-allowed":
      return problem(reason, 400, "Body not allowed", "GET and HEAD carry no body here.");
    case "body.too-large":
      return problem(reason, 413, "Body too large", "The request body is larger than this gateway takes.");
    case "framing.ambiguous":
      return problem(
        reason,
        400,
        "Request not clear",
        "Send one Host, and either one Content-Length or Transfer-Encoding: chunked.",
      );
    case "header.too-many":
      return problem(reason, 431, "Too many headers", "Send fewer header lines.");
    case "header.method-override":
      return problem(reason, 400, "Method override not allowed", "Send the request with the method that is meant.");
    case "context.unusable":
      return problem(
        reason,
        400,
        "Call context not usable",
        "Send one CallSettings header that holds a JSON object of texts.",
      );
    case "context.pinned":
      return problem(
        reason,
        403,
        "Fixed for this consumer",
        "This consumer calls in one company, site or language alone: leave it out of the call, or name that one.",
        undefined,
        [
          "Have the gateway's operator look what is fixed, and change it if need be: erpgate consumer show NAME, erpgate consumer update NAME --unpin CONNECTION=company.",
        ],
      );
    case "credential.missing":
      return problem(reason, 401, "No credential", "Send the consumer key, or a token that was issued for it.");
    case "credential.malformed":
      return problem(
        reason,
        401,
        "Credential not readable",
        "Authorization must be `Bearer` and a token, or `Basic` and the Base64 of name:key in UTF-8.",
        "client/basic-malformed",
      );
    case "credential.unknown":
      return problem(reason, 401, "Credential not accepted", "The key or token is not one that opens this gateway.");
    case "credential.key-unknown":
      return problem(reason, 401, "API key not accepted", "The key in x-api-key is not one that opens this gateway.");
    case "credential.expired":
      return problem(reason, 401, "Credential expired", "Get a new token.");
    case "credential.misplaced":
      return problem(
        reason,
        401,
        "Credential not for this address",
        "The token was issued for another connection or audience.",
      );
    case "credential.duplicated":
      return problem(reason, 400, "Credential sent twice", "Send each credential header once.");
    case "credential.conflict":
      return problem(reason, 400, "Credentials disagree", "All credentials of a request must be of one consumer.");
    case "credential.erp-login":
      return problem(
        reason,
        400,
        "An ERP login beside the key",
        "The key is good, and Authorization holds another login. Here Basic is the consumer's name and key: send these, or leave Authorization out.",
      );
    case "credential.in-query":
      return problem(
        reason,
        400,
        "Credential in the URL",
        "URLs are logged along the way: send the key as a header, and replace it.",
        "client/secret-in-url",
      );
    case "user.refused":
      return problem(reason, 403, "User not allowed", "The user name is not the one registered for this consumer.");
    case "user.missing":
      return problem(
        reason,
        401,
        "No user",
        "This connection acts for the user who calls: send a user's access token for this gateway, of Microsoft Entra ID.",
      );
    case "user.sign-in-required":
      return problem(
        reason,
        401,
        "User has to sign in again",
        "The user's token could not be exchanged for one of the ERP. Sign the user in again, with the claims of WWW-Authenticate where there are some.",
      );
    case "user.unknown":
      return problem(
        reason,
        403,
        "User not let in by the ERP",
        "The ERP did not take the token that was issued on behalf of this user.",
        undefined,
        ["Have the ERP's administrator link the user's account there with its identity in Microsoft Entra ID."],
      );
    case "scope.connection":
      return problem(
        reason,
        403,
        "Connection not open",
        "This consumer is not registered for this connection.",
        undefined,
        WIDEN,
      );
    case "scope.unmapped":
      return problem(
        reason,
        403,
        "Token scope not sufficient",
        "None of the token's scopes opens anything on this connection.",
        undefined,
        [
          "Ask the token's issuer for a scope that the gateway's configuration maps under issuers, or have it mapped there.",
        ],
      );
    case "scope.denied":
      return problem(
        reason,
        403,
        "Not in scope",
        "The scope of this consumer or token does not include this call.",
        undefined,
        WIDEN,
      );
    case "scope.query":
      return problem(
        reason,
        403,
        "Query not in scope",
        "The scope of this consumer or token lets this address be read with certain columns, filters or numbers of rows alone: name $select, $filter and $top as it says, each once, and nothing else.",
        undefined,
        WIDEN,
      );
    case "address.unknown":
      return problem(reason, 403, "Address not known", "Only addresses that the gateway can judge are passed on.");
    case "query.malformed":
      return problem(
        reason,
        400,
        "Query not readable",
        "Write names in the query, and what options such as $filter say, in UTF-8 with each byte as % and two digits.",
      );
    case "query.option-refused":
      return problem(
        reason,
        400,
        "Query option not available",
        "Use $select, $filter, $orderby, $top, $skip and $count, with columns of the table that the path names.",
      );
    case "connection.read-only":
      return problem(reason, 403, "Read only", "This connection takes only calls that change nothing.");
    case "connection.maintenance":
      return problem(reason, 503, "Maintenance", "This connection is closed for maintenance; try again later.");
    case "rate.exceeded":
      return problem(
        reason,
        429,
        "Too many calls",
        "This consumer has made all calls that it may make in this time; Retry-After says when the next one may come.",
      );
    case "seat.none":
      return problem(
        reason,
        503,
        "No seat free in time",
        "All licences or sessions that the gateway may use were taken for as long as a call waits. The call was not made; send it again after Retry-After.",
      );
    case "idempotency.malformed":
      return problem(
        reason,
        400,
        "Idempotency-Key not usable",
        "Send one Idempotency-Key of 1 to 255 characters, with a single write: not with a batch or an Interactive session.",
      );
    case "idempotency.running":
      return problem(reason, 409, "Write under way", "A call with this Idempotency-Key has not been answered yet.");
    case "idempotency.differs":
      return problem(
        reason,
        422,
        "Idempotency-Key used before",
        "Another call was made with this Idempotency-Key: take a new key for each write.",
      );
    case "idempotency.unknown":
      return problem(
        reason,
        409,
        "Outcome not known",
        "The call with this Idempotency-Key was sent and its answer got lost. Look at the ERP whether it took effect; to make it again, take a new key.",
      );
    case "idempotency.spent":
      return problem(reason, 409, "Write made before", "The call with this Idempotency-Key was made and answered.");
    case "session.none":
      return problem(
        reason,
        400,
        "No session",
        "No Interactive session was opened with this credential, or it has ended: open one, and use the same token throughout.",
      );
    case "session.busy":
      return problem(
        reason,
        503,
        "No session to be had now",
        "Another session is being opened or has to end first; try again later.",
      );
    case "session.lost":
      return problem(
        reason,
        400,
        "Session lost",
        "The ERP no longer accepts the token that the session lives on. Open a new session.",
      );
    case "session.ended":
      return problem(
        reason,
        503,
        "Session ended",
        "The ERP had ended the gateway's session, so the call was not made; send it again.",
      );
    case "session.unpinned":
      return problem(
        reason,
        502,
        "Session cannot be kept apart",
        "The ERP gave out a token that another session lives on, so this one was not opened.",
        undefined,
        ["Have the gateway's operator set gateway.mounts.CONNECTION.interactive to in-turn."],
      );
    case "session.user-missing":
      return problem(
        reason,
        400,
        "Session without a user",
        "An Interactive session needs a P21 user, and none is registered for this consumer.",
        undefined,
        ["Have the gateway's operator name one: erpgate consumer update NAME --p21-username CONNECTION=USER."],
      );
    case "session.shared":
      return problem(
        reason,
        403,
        "Session is shared",
        "Calls are made in sessions that many share, so nothing can be set in one. Name company and site with each call.",
      );
    case "upstream.login-refused":
      return problem(
        reason,
        502,
        "The ERP refused the gateway's login",
        "Your credential is fine. The gateway's own ERP login was refused; its operator has to look at it.",
      );
    case "upstream.login-unavailable":
      return problem(
        reason,
        502,
        "The gateway has no ERP login",
        "Your credential is fine. The gateway could not log in to the ERP; try again later.",
      );
    case "upstream.resting":
      return problem(
        reason,
        503,
        "ERP does not answer",
        "The last calls to the ERP all failed, so this one was not made; send it again after Retry-After.",
      );
    case "origin.refused":
      return problem(
        reason,
        403,
        "No consumer is called from this origin",
        "A web page may call only where a consumer names its origin: erpgate consumer update NAME --origin https://app.example.com.",
      );
    case "verify.unsupported":
      return problem(
        reason,
        403,
        "Not through this engine",
        "Tokens, sessions and licence seats end where the call ends, which only the gateway itself sees. Send such calls to the gateway.",
      );
    case "upstream.unreachable":
      return problem(reason, 502, "ERP not reachable", "The gateway could not connect to the ERP.", "network/refused");
    case "upstream.timeout":
      return problem(
        reason,
        504,
        "ERP did not answer in time",
        "The ERP took too long; the call may have taken effect.",
        "network/timeout",
      );
    case "upstream.broken":
      return problem(
        reason,
        502,
        "ERP answer broken",
        "The ERP's answer ended early or was not HTTP.",
        "network/reset",
      );
    case "upstream.error-too-long":
      return problem(
        reason,
        502,
        "ERP error too long",
        "The ERP's error answer is too long to be checked for credentials.",
      );
    case "caller.gone":
      return problem(reason, 499, "Caller gone", "The caller closed the connection before the answer was complete.");
    case "gateway.fault":
      return problem(reason, 500, "Gateway fault", "The gateway failed in a way that it does not know.");
  }
}
