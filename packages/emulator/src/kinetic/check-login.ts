import { refusing, type Answer } from "../http/answer.ts";
import { validUtf8 } from "../http/call.ts";
import { kineticError } from "./errors.ts";
import type { KineticExchange } from "./exchange.ts";
import type { KineticState, KineticUser } from "./state.ts";
import { judgeToken } from "./token.ts";

/** .NET clients send Basic only after this challenge (observed:client); the realm's text is unknown. */
const CHALLENGE = 'Basic realm="Kinetic"';

/** Who calls: Basic or a token of ours. A login is needed on every API address, whatever key comes along. */
export function checkLogin(exchange: KineticExchange): Answer | undefined {
  const header = exchange.call.headers["authorization"];
  if (header === undefined || header.trim() === "") {
    // The body of this answer has not been captured anywhere; the challenge has been observed.
    return refuseLogin(
      exchange,
      "kinetic.login.missing",
      "Authorization is required.",
      "an Authorization header with Basic or Bearer",
    );
  }
  const [, scheme = "", value = ""] = /^(\S+)\s*(.*)$/.exec(header.trim()) ?? [];
  switch (scheme.toLowerCase()) {
    case "basic":
      return checkBasic(exchange, value.trim());
    case "bearer":
      return checkBearer(exchange, value.trim());
    default:
      return refuseLogin(
        exchange,
        "kinetic.login.scheme",
        "Authorization is required.",
        "an Authorization header that begins with Basic or Bearer",
      );
  }
}

function checkBasic(exchange: KineticExchange, encoded: string): Answer | undefined {
  if (exchange.switches.basic === "off") {
    return refuseLogin(
      exchange,
      "kinetic.login.basic-off",
      "Authorization is required.",
      "a Bearer token; Basic is switched off here",
    );
  }
  const pair = readBasic(exchange, encoded);
  const user = pair === undefined ? undefined : findUser(exchange.state, pair.username, pair.password);
  if (user === undefined) return refusePair(exchange, pair?.username);
  return letIn(exchange, user);
}

interface Pair {
  readonly username: string;
  readonly password: string;
}

/** Splits at the first colon only: a password may hold more of them (RFC 7617). */
function readBasic({ findings, switches }: KineticExchange, encoded: string): Pair | undefined {
  const bytes = Buffer.from(encoded, "base64");
  const asUtf8 = validUtf8(bytes);
  const isAscii = bytes.every((byte) => byte < 0x80);
  if (!isAscii)
    findings.notes.push(asUtf8 === undefined ? "Basic credentials look like Latin-1" : "Basic credentials are UTF-8");
  const asLatin1 = bytes.toString("latin1");
  const text = { utf8: asUtf8, latin1: asLatin1, either: asUtf8 ?? asLatin1 }[switches.basicCharset];
  const colon = text?.indexOf(":") ?? -1;
  return text === undefined || colon === -1
    ? undefined
    : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** The user this pair belongs to; a disabled account is told apart from a wrong password by nobody. */
export function findUser({ users }: KineticState, username: string, password: string): KineticUser | undefined {
  return users.find((user) => user.username === username && user.password === password && !user.disabled);
}

function refusePair(exchange: KineticExchange, username: string | undefined): Answer {
  const { users } = exchange.state;
  const known = users.find((user) => user.username === username);
  return refuseLogin(
    exchange,
    "kinetic.login.password",
    "Invalid username or password.",
    describePair(exchange, known),
  );
}

function describePair({ switches, findings }: KineticExchange, known: KineticUser | undefined): string {
  if (findings.notes.some((note) => note.includes("Latin-1")) && switches.basicCharset === "utf8")
    return "the pair encoded as UTF-8 before Base64; these bytes look like Latin-1";
  if (known === undefined) return "Base64 of user:password with one of the emulator's users";
  return known.disabled ? `a user other than ${known.username}, who is disabled` : `the password of ${known.username}`;
}

function checkBearer(exchange: KineticExchange, token: string): Answer | undefined {
  const verdict = judgeToken(token, exchange.surroundings.clock.now(), exchange.state);
  const user = verdict.valid
    ? exchange.state.users.find(({ username, disabled }) => username === verdict.username && !disabled)
    : undefined;
  if (user !== undefined) return letIn(exchange, user);
  const why = verdict.valid ? "user" : verdict.why;
  // The real server's body for a bad token has not been captured; one text for every cause gives nothing to rely on.
  return refuseLogin(
    exchange,
    `kinetic.token.${why}`,
    "The token is not valid or has expired.",
    "a token from TokenResource.svc/ that has not expired and was signed with the current key",
  );
}

function letIn(exchange: KineticExchange, user: KineticUser): undefined {
  exchange.user = user;
  exchange.findings.principal = user.username;
}

function refuseLogin(exchange: KineticExchange, rule: string, message: string, wouldAccept: string): Answer {
  const answer = refusing(kineticError(exchange, "unauthorized", rule, message), wouldAccept);
  // The challenge names Basic, so it makes sense only where Basic works.
  return exchange.switches.basic === "off"
    ? answer
    : { ...answer, headers: { ...answer.headers, "www-authenticate": CHALLENGE } };
}
