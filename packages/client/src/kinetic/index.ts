/**
 * `@erpgate/client/kinetic`: what can be said about Kinetic's addresses and refusals without a connection. Pure: imports
 * nothing outside this package, reads no clock, touches no network.
 */
export { readAddress } from "./address.ts";
export type { KineticAddress, KineticApi } from "./address.ts";
export { classifyFailure } from "./failure.ts";
export { licenseTypes } from "./license.ts";
export type { KineticLicense, KineticLicenseType } from "./license.ts";
export { added, changed, deleted } from "./tableset.ts";
export type { KineticRow, RowMod, Tableset } from "./tableset.ts";
export type { FailedAnswer, FailedCall, Failure } from "../failure.ts";
