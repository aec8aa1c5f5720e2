import { validUtf8 } from "../http/call.ts";
import { checkCertificateAssertion } from "./check-certificate-assertion.ts";
import { checkFederatedAssertion } from "./check-federated-assertion.ts";
import type { EntraExchange } from "./exchange.ts";
import { claimText, readAssertion } from "./read-assertion.ts";
import { refuse } from "./refusal.ts";
import type { EntraApp, EntraTenant } from "./state.ts";

/** How the application proved itself; `appidacr` and `azpacr` say it as a number. */
export type ClientProof = "none" | "secret" | "certificate";

/** The client id of a request: in the body, or as the name of a Basic pair. */
export function clientIdOf(exchange: EntraExchange): string {
  const inBody = exchange.form.get("client_id");
  const id = inBody ?? basicPair(exchange)?.id;
  return id === undefined || id === "" ? refuse(900144, "the parameter client_id", { parameter: "client_id" }) : id;
}

/** Checks what the application presents; whether it has to present something is its platform's matter. */
export function authenticateClient(
  exchange: EntraExchange,
  app: EntraApp,
  tenant: EntraTenant | undefined,
): ClientProof {
  const { form } = exchange;
  const secret = form.get("client_secret") ?? basicPair(exchange)?.secret;
  const assertion = form.get("client_assertion");
  if (assertion !== null) return checkAssertion(exchange, app, tenant, assertion);
  if (secret === undefined) return "none";
  return checkSecret(exchange, app, secret);
}

function checkSecret({ nowMs }: EntraExchange, app: EntraApp, given: string): ClientProof {
  const found = app.secrets.find(({ value }) => value === given);
  const isId = app.secrets.some(({ id }) => id === given);
  if (found === undefined)
    refuse(7000215, isId ? "the secret's value; its id was sent" : "the value of one of the application's secrets", {
      app: app.clientId,
    });
  if (found.expiresAtMs <= nowMs) refuse(7000222, "a secret that has not expired", { app: app.clientId });
  return "secret";
}

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** An assertion that names the application as its own issuer is signed with a certificate; any other is another issuer's token. */
function checkAssertion(
  exchange: EntraExchange,
  app: EntraApp,
  tenant: EntraTenant | undefined,
  text: string,
): ClientProof {
  if (exchange.form.get("client_assertion_type") !== ASSERTION_TYPE)
    refuse(900144, `client_assertion_type=${ASSERTION_TYPE}`, { parameter: "client_assertion_type" });
  const assertion = readAssertion(text) ?? refuse(50013, "a signed JWT", { reason: "The assertion is malformed." });
  if (claimText(assertion, "iss").toLowerCase() === app.clientId)
    checkCertificateAssertion(exchange, app, tenant, assertion);
  else checkFederatedAssertion(exchange, app, assertion);
  return "certificate";
}

/** Name and secret are form-encoded before they are put into Basic (RFC 6749, 2.3.1). */
function basicPair({ call }: EntraExchange): { readonly id: string; readonly secret: string } | undefined {
  const [scheme = "", encoded = ""] = (call.headers["authorization"] ?? "").split(" ");
  if (scheme.toLowerCase() !== "basic") return undefined;
  const pair = validUtf8(Buffer.from(encoded, "base64")) ?? "";
  const colon = pair.indexOf(":");
  return colon === -1
    ? undefined
    : { id: formDecoded(pair.slice(0, colon)), secret: formDecoded(pair.slice(colon + 1)) };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
