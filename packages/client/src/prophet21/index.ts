/**
 * `@erpgate/client/prophet21`: what can be said about Prophet 21's addresses, scopes and refusals without a connection.
 * Pure: imports nothing outside this package, reads no clock, touches no network.
 */
export { readAddress } from "./address.ts";
export type { Prophet21Address } from "./address.ts";
export { classifyFailure } from "./failure.ts";
export { anyOf, filter, literal, olderDate, olderDecimal } from "./literal.ts";
export type { FilterValue } from "./literal.ts";
export { parseScope, printScope } from "./scope.ts";
export type { Prophet21Scope, ScopeEntry, ScopeResult } from "./scope.ts";
export { readClaims } from "./claims.ts";
export type { Prophet21Claims } from "./claims.ts";
export type { FailedAnswer, FailedCall, Failure } from "../failure.ts";
