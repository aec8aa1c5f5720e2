/**
 * `@erpgate/client/prophet21`: what can be said about Prophet 21's addresses, scopes and refusals without a connection.
 * Pure: imports nothing outside this package, reads no clock, touches no network.
 */
export { readAddress } from "./address.ts";
export type { Prophet21Address } from "./address.ts";
export { classifyFailure } from "./failure.ts";
export { parseScope, printScope } from "./scope.ts";
export type { Prophet21Scope, ScopeEntry, ScopeResult } from "./scope.ts";
export type { FailedAnswer, Failure } from "../failure.ts";
