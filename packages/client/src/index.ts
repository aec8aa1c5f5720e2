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
export { checkConnectionOptions, connect, readConnectionString, tokenStoreKey } from "./connect.ts";
export type { ReadConnectionString } from "./kinetic/connection-string/read-connection-string.ts";
export type { Report } from "./options/report.ts";

export type { CallInit, Connection, ErpAnswer, WaitInit } from "./connection.ts";
export type { KineticCalls, KineticConnection } from "./kinetic/connection.ts";
export type {
  KineticCallInit,
  KineticCallSettings,
  KineticContext,
  KineticODataOptions,
  KineticWaitInit,
} from "./kinetic/call-options.ts";
export type { BaqOptions, BaqParameters } from "./kinetic/baq.ts";
export type { BatchOptions, BatchRequest, BatchResult } from "./kinetic/batch/batch-types.ts";
export type { EfxInit } from "./kinetic/efx.ts";
export type { GetRowsOptions } from "./kinetic/get-rows.ts";
export type { KineticLicense, KineticLicenseType } from "./kinetic/license.ts";
export type { MethodAnswer, MethodInit } from "./kinetic/method.ts";
export type { KineticSession, KineticSessionOptions } from "./kinetic/session/session.ts";
export type { KineticRow, RowMod, Tableset } from "./kinetic/tableset.ts";
export type { UpdateInit } from "./kinetic/update.ts";
export type { ODataOptions } from "./odata/odata-options.ts";
export type { Prophet21Connection, Prophet21Identity } from "./prophet21/connection.ts";
export type { RestFamily, RestReadInit } from "./prophet21/rest.ts";
export type { InteractiveOptions, InteractiveSession } from "./prophet21/ui/session.ts";
export type { FieldChange, InteractiveTool, InteractiveWindow } from "./prophet21/ui/window.ts";
export type { WindowEvent, WindowMessage, WindowResult } from "./prophet21/ui/window-result.ts";
export type { Prophet21ServerInfo } from "./prophet21/ui/server-info.ts";
export type { AsyncTransaction, AsyncWaitInit, Prophet21Transactions } from "./prophet21/ui/transactions.ts";
export type {
  DataElement,
  Transaction,
  TransactionQuery,
  TransactionResult,
  TransactionSet,
} from "./prophet21/ui/transaction-set.ts";
export type { Prophet21Scope, ScopeEntry } from "./prophet21/scope.ts";
export type { Log, LogEvent } from "./log.ts";
export type { Runtime } from "./runtime.ts";

export type { BearerAuth, ConnectionOptionsBase, Environment, TokenCredential } from "./options/connection-options.ts";
export type { ProxyChoice, ProxyOptions } from "./options/proxy-options.ts";
export type { ClientCertificate, TlsOptions } from "./options/tls-options.ts";
export type {
  EntraAccount,
  EntraApp,
  EntraAuth,
  EntraAuthorizationCodeAuth,
  EntraCertificate,
  EntraCertificateType,
  EntraClientCredentialsAuth,
  EntraCloud,
  EntraDeviceCode,
  EntraDeviceCodeAuth,
  EntraFederatedToken,
  EntraManagedIdentityAuth,
  EntraOnBehalfOfAuth,
  EntraRedeemableCode,
  EntraRefreshTokenAuth,
  EntraSignInOptions,
  EntraTokens,
} from "./entra/options.ts";
export type { EpicorIdpAuth, KineticBasicAuth, KineticOptions, KineticTokenResourceAuth } from "./kinetic/options.ts";
export type { Prophet21ConsumerKeyAuth, Prophet21Options, Prophet21PasswordAuth } from "./prophet21/options.ts";

export { Secret } from "./secret.ts";
export type { SecretText } from "./secret.ts";
export { createMemoryTokenStore } from "./token/token-store.ts";
export type { StoredRefusal, StoredToken, StoreLock, TokenStore } from "./token/token-store.ts";
export type { AccessToken } from "./token/token.ts";

export { ErpgateError } from "./errors.ts";
export type { ErpgateErrorDetails, FailedRequest, FailedResponse } from "./errors.ts";
export type { ErpgateErrorCode } from "./error-code.ts";
export { errorTable } from "./error-table.ts";
export type { ErrorEntry } from "./error-table.ts";
export type { FailedAnswer, FailedCall, Failure } from "./failure.ts";
export { redact } from "./redact.ts";
