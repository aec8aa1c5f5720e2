/**
 * `@erpgate/client/entra`: logins by Microsoft Entra ID for programs that sign a user in themselves: with the browser, on another
 * device, for a web application, on a user's behalf. A connection whose auth kind is `entra` needs nothing from here.
 */
export {
  signInWithBrowser,
  signInWithDeviceCode,
  beginSignIn,
  finishSignIn,
  redeemCode,
  refreshTokens,
} from "./sign-in.ts";
export type { BegunSignIn } from "./sign-in.ts";
export type { LoginStart } from "./begin-login.ts";
export { createOnBehalfOf, claimsChallenge } from "./on-behalf-of.ts";
export type { OnBehalfOf } from "./on-behalf-of.ts";
export { getOAuthAuthorizationUrl, getOAuthAccessToken, refreshOAuthAccessToken } from "./oauth-procedures.ts";
export type { AccessTokenInputs, AuthorizationUrlInputs, OAuthOutputs } from "./oauth-procedures.ts";
export type { NoteStore } from "./pending-login.ts";
export type { EntraOutside } from "./outside.ts";
export type {
  EntraAccount,
  EntraApp,
  EntraAuth,
  EntraCertificate,
  EntraDeviceCode,
  EntraFederatedToken,
  EntraPrompt,
  EntraRedeemableCode,
  EntraSignInOptions,
  EntraTokens,
} from "./options.ts";
