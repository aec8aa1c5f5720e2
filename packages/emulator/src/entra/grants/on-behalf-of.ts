import type { Answer } from "../../http/answer.ts";
import type { Asking } from "../endpoints/token.ts";
import { required, type EntraExchange } from "../exchange.ts";
import { issuerOf } from "../issue-token.ts";
import { audiencesOf, claimText, isSignedBy, keyOf, readAssertion, type ReadAssertion } from "../read-assertion.ts";
import { scopeText } from "../read-scope.ts";
import { refuse } from "../refusal.ts";
import type { EntraApp, EntraTenant, SignIn } from "../state.ts";
import { giveUserTokens } from "./user-grant.ts";

/** A token for another API, for the user whose token the application was called with. */
export function exchangeOnBehalfOf(exchange: EntraExchange, { app, tenant, proof }: Asking): Answer {
  if (tenant === undefined) return refuse(9001023, "the tenant's own address", { grant: "jwt-bearer" });
  if (proof === "none") refuse(7000218, "a secret or an assertion of the application's own");
  if (required(exchange, "requested_token_use") !== "on_behalf_of")
    refuse(900144, "requested_token_use=on_behalf_of", { parameter: "requested_token_use" });
  const text = required(exchange, "assertion");
  const assertion =
    readAssertion(text) ?? refuse(50013, "a user's access token", { reason: "The assertion is malformed." });
  checkOwnToken(exchange, tenant, assertion);
  checkUse(exchange, app, assertion);
  const signIn = signInOf(exchange, assertion);
  return giveUserTokens(exchange, { app, tenant, proof, signIn, scope: scopeText(exchange), platform: "web" });
}

/** The Entra ID of this tenant has to have signed it. */
function checkOwnToken(exchange: EntraExchange, tenant: EntraTenant, assertion: ReadAssertion): void {
  const key = keyOf(
    assertion,
    exchange.state.signing.published().map(({ jwk }) => jwk),
  );
  if (key === undefined || !isSignedBy(assertion, key))
    refuse(50013, "a token that this Entra ID signed", { reason: "The key was not found." });
  const issuers = [issuerOf(exchange, tenant, 1), issuerOf(exchange, tenant, 2)];
  if (!issuers.includes(claimText(assertion, "iss")))
    refuse(50013, "a token of the same tenant", {
      reason: "The provided signature value did not match the expected issuer.",
    });
}

/** For this application, of a user, still good, and an access token. */
function checkUse({ nowMs }: EntraExchange, app: EntraApp, assertion: ReadAssertion): void {
  const expiry = Number(assertion.claims["exp"]);
  const audiences = audiencesOf(assertion);
  const isOurs = audiences.some((audience) => audience === app.clientId || app.identifierUris.includes(audience));
  const scp = claimText(assertion, "scp");
  const isAppOnly = assertion.claims["idtyp"] === "app";
  if (isOurs && scp === "" && !isAppOnly) refuse(240002, "the user's access token; an ID token was sent");
  if (!isOurs)
    refuse(500131, "a token whose audience is the application that presents it", {
      audience: audiences.join(" "),
      app: app.clientId,
    });
  if (isAppOnly)
    refuse(50013, "a user's token; an application's own was sent", { reason: "App-only tokens are not accepted." });
  if (expiry <= nowMs / 1000)
    refuse(500133, "a token that has not expired", { until: new Date(expiry * 1000).toISOString() });
}

function signInOf({ state }: EntraExchange, assertion: ReadAssertion): SignIn {
  const oid = claimText(assertion, "oid");
  const user = state.users.find((each) => each.oid === oid);
  if (user === undefined) return refuse(50034, "a token of a user who still exists", { user: oid });
  if (user.state === "disabled") refuse(50057, "a user who is not disabled");
  const methods: unknown = assertion.claims["amr"];
  const hasMfa = Array.isArray(methods) && methods.includes("mfa");
  return { user, atMs: Number(assertion.claims["iat"]) * 1000, hasMfa };
}
