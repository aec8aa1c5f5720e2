/**
 * `@erpgate/client`: authenticated access to Epicor Kinetic and Epicor Prophet 21.
 *
 * You are probably looking for {@link connect}. It takes options and gives a {@link Connection}: `get` for parsed JSON,
 * `fetch` for a standard Response, `odata` for rows, `headers` for any other HTTP library. Failures are
 * {@link ErpgateError}s with a `code` that says what happened; {@link errorTable} says what each means.
 *
 * Not here on purpose: the token source, the dialects and the HTTP client are the connection's own affair. What can be said
 * about addresses, scopes and refusals without a connection is at `@erpgate/client/kinetic` and `/prophet21`; files,
 * certificates and whatever else needs Node's modules at load is at `@erpgate/client/node`.
 */
export { checkConnectionOptions, connect } from "./connect.ts";
export type { Report } from "./options/report.ts";

export type { CallInit, Connection, KineticConnection, Prophet21Connection, WaitInit } from "./connection.ts";
export type { ODataOptions } from "./odata/odata-options.ts";
export type { Log, LogEvent } from "./log.ts";
export type { Runtime } from "./runtime.ts";

export type { BearerAuth, ConnectionOptionsBase, TokenCredential } from "./options/connection-options.ts";
export type { EpicorIdpAuth, KineticBasicAuth, KineticOptions, KineticTokenResourceAuth } from "./kinetic/options.ts";
export type { Prophet21ConsumerKeyAuth, Prophet21Options, Prophet21PasswordAuth } from "./prophet21/options.ts";

export { Secret } from "./secret.ts";
export type { SecretText } from "./secret.ts";
export { createMemoryTokenStore } from "./token/token-store.ts";
export type { StoredToken, TokenStore } from "./token/token-store.ts";
export type { AccessToken } from "./token/token.ts";

export { ErpgateError } from "./errors.ts";
export type { ErpgateErrorDetails, FailedRequest, FailedResponse } from "./errors.ts";
export type { ErpgateErrorCode } from "./error-code.ts";
export { errorTable } from "./error-table.ts";
export type { ErrorEntry } from "./error-table.ts";
export type { FailedAnswer, Failure } from "./failure.ts";
export { redact } from "./redact.ts";
