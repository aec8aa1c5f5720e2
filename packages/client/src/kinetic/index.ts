/**
 * `@erpgate/client/kinetic`: what can be said about Kinetic's addresses and refusals without a connection. Pure: imports
 * nothing outside this package, reads no clock, touches no network.
 */
export { readAddress } from "./address.ts";
export type { KineticAddress, KineticApi } from "./address.ts";
export { classifyFailure } from "./failure.ts";
export type { FailedAnswer, Failure } from "../failure.ts";
