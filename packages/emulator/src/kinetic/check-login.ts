import type { Answer } from "../http/answer.ts";
import { validUtf8 } from "../http/call.ts";
import { letIn, refuseLogin } from "./answer-login.ts";
import { checkBearer } from "./check-bearer.ts";
import type { KineticExchange } from "./exchange.ts";
import type { KineticUser } from "./state.ts";
import { passwordFault, signInUser, type AccountFault } from "./user-account.ts";

/** Who calls: Basic, or a token of ours or of a trusted issuer. A login is needed on every API address, whatever key comes along. */
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
  const user =
    pair === undefined
      ? undefined
      : signInUser(exchange.state, pair.username, pair.password, exchange.surroundings.clock.now());
  if (user === undefined) return refusePair(exchange, pair?.username);
  exchange.login = { mode: "Basic" };
  return letIn(exchange, user);
}

/** Basic and nothing else: the help pages know no tokens (claimed). */
export function requireBasic(exchange: KineticExchange): Answer | undefined {
  const isBasic = /^basic\s/i.test(exchange.call.headers["authorization"] ?? "");
  if (isBasic) return checkLogin(exchange);
  return refuseLogin(
    exchange,
    "kinetic.login.basic-only",
    "Authorization is required.",
    "Basic; tokens do not work here",
  );
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

function describePair({ switches, findings, surroundings }: KineticExchange, known: KineticUser | undefined): string {
  if (findings.notes.some((note) => note.includes("Latin-1")) && switches.basicCharset === "utf8")
    return "the pair encoded as UTF-8 before Base64; these bytes look like Latin-1";
  if (known === undefined) return "Base64 of user:password with one of the emulator's users";
  const fault = passwordFault(known, surroundings.clock.now());
  return fault === undefined
    ? `the password of ${known.username}`
    : `a user other than ${known.username}, ${WHO[fault]}`;
}

const WHO: Readonly<Record<AccountFault, string>> = {
  disabled: "who is disabled",
  locked: "who is locked out",
  "password-expired": "whose password has run out",
};
