import { json, redirect, refusing, runSteps, xml, type Answer } from "../../http/answer.ts";
import { accepts, headerText, type Call } from "../../http/call.ts";
import { elements } from "../../http/xml.ts";
import { kineticError } from "../errors.ts";
import { signedIn, type KineticExchange } from "../exchange.ts";
import { mintToken, tokenMembers } from "../token.ts";
import { signInUser } from "../user-account.ts";

/** `POST {base}/TokenResource.svc/`: the token service. */
export function tokenResource(exchange: KineticExchange): Answer {
  return runSteps([redirectToSlash, refuseWhenOff, refuseOtherVerbs, readCredentials, giveToken], exchange);
}

/** Epicor's own library always writes the slash, because without it the POST is redirected (official); the status is unknown. */
function redirectToSlash({ address, call, switches }: KineticExchange): Answer | undefined {
  if (address.kind !== "token" || address.slashed || switches.tokenSlashRedirect === "none") return undefined;
  const query = call.query === "" ? "" : `?${call.query}`;
  const answer = redirect("kinetic.token.slash", switches.tokenSlashRedirect, `${call.origin}${call.path}/${query}`);
  return refusing(answer, "the same address with a slash at its end");
}

/** Token authentication is off until an administrator turns it on; what the server then answers is a guess. */
function refuseWhenOff(exchange: KineticExchange): Answer | undefined {
  if (exchange.switches.tokenAuthEnabled) return undefined;
  return refusing(
    kineticError(exchange, "notFound", "kinetic.token.off", "The token service is not enabled."),
    "Basic, or token authentication turned on",
  );
}

function refuseOtherVerbs(exchange: KineticExchange): Answer | undefined {
  if (exchange.call.method === "POST") return undefined;
  return refusing(
    kineticError(exchange, "wrongVerb", "kinetic.token.verb", "The requested resource does not support this method."),
    "POST",
  );
}

function readCredentials(exchange: KineticExchange): Answer | undefined {
  const { call, switches, state, surroundings } = exchange;
  const pair =
    fromHeaders(call) ??
    (switches.tokenForms === "headers" ? undefined : fromForm(call)) ??
    (switches.tokenForms === "any" ? fromBasic(call) : undefined);
  const user =
    pair === undefined ? undefined : signInUser(state, pair.username, pair.password, surroundings.clock.now());
  if (user !== undefined) {
    exchange.user = user;
    exchange.findings.principal = user.username;
    return undefined;
  }
  // The body of a failure here has not been captured; the text is that of a wrong Basic pair.
  const answer = kineticError(
    exchange,
    "unauthorized",
    pair === undefined ? "kinetic.token.no-credentials" : "kinetic.token.password",
    "Invalid username or password.",
  );
  return refusing(
    answer,
    `the headers username and password${switches.tokenForms === "headers" ? "" : ", or a form body with both,"} of one of the emulator's users`,
  );
}

interface Pair {
  readonly username: string;
  readonly password: string;
}

/** The official form: two headers, in any letter case, since HTTP has none. */
function fromHeaders({ headers }: Call): Pair | undefined {
  const { username, password } = headers;
  return username === undefined || password === undefined
    ? undefined
    : { username: headerText(username), password: headerText(password) };
}

/** `grant_type=password&username=&password=` and `Username=&Password=` (observed:client). */
function fromForm({ headers, body }: Call): Pair | undefined {
  if (!(headers["content-type"] ?? "").toLowerCase().includes("application/x-www-form-urlencoded")) return undefined;
  const fields = new Map([...new URLSearchParams(body)].map(([name, value]) => [name.toLowerCase(), value]));
  const username = fields.get("username");
  const password = fields.get("password");
  return username === undefined || password === undefined ? undefined : { username, password };
}

function fromBasic({ headers }: Call): Pair | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(headers["authorization"] ?? "")?.[1];
  const text = encoded === undefined ? "" : headerText(Buffer.from(encoded, "base64").toString("latin1"));
  const colon = text.indexOf(":");
  return colon === -1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** JSON if asked for by name, XML otherwise; the XML's namespace is unknown, so it has none. */
function giveToken(exchange: KineticExchange): Answer {
  const { call, state, surroundings, switches } = exchange;
  const token = mintToken(signedIn(exchange).username, surroundings.clock.now(), state, switches);
  surroundings.countToken("token-resource");
  const members = tokenMembers(token, switches);
  if (accepts(call, "application/json")) return json("kinetic.token.minted", members);
  return xml("kinetic.token.minted", `<?xml version="1.0" encoding="utf-8"?><Token>${elements(members)}</Token>`);
}
