import { readClaims, type Prophet21Claims } from "@erpgate/client/prophet21";
import { claimMs, decodeToken } from "../../evidence/tokens.ts";
import { blame, known } from "../blame.ts";
import { day, span } from "../span.ts";
import type { Walk } from "../walk.ts";
import type { Sent } from "../wire/sent.ts";
import { codeOf, signIn } from "../world.ts";
import type { Prophet21World } from "./prophet21-call.ts";

/** A token, what it says of itself, and the requests it took. */
export interface Prophet21SignIn {
  readonly headers: Readonly<Record<string, string>>;
  readonly claims: Prophet21Claims | undefined;
  readonly sent: readonly Sent[];
}

/** "Never Expire" on the registration page: the last second of 31 bits (observed). */
const NO_END_SECONDS = 2_147_483_647;

/** One token request, and never a second after a refusal. */
export async function signInToProphet21(
  world: Prophet21World,
  walk: Walk,
  isFresh = false,
): Promise<Prophet21SignIn | undefined> {
  const { headers, error, sent } = await signIn(world, isFresh);
  if (headers === undefined) {
    if (sent.length === 0) walk.stop({ check: "token", troubles: [noToken(codeOf(error))] });
    else walk.stop(asLogin(blame(sent, world.secrets, "credentials")));
    return undefined;
  }
  const token = (headers["authorization"] ?? "").replace(/^Bearer\s+/i, "");
  const claims = readClaims(token);
  passSignIn(world, { headers, claims, sent }, token, walk);
  return { headers, claims, sent };
}

/** Whatever a token service refuses, it is the login that it refuses. */
function asLogin(found: ReturnType<typeof blame>): ReturnType<typeof blame> {
  return ["permission", "scope", "token", "server"].includes(found.check) && found.troubles[0]?.id === undefined
    ? { ...found, check: "credentials" }
    : found;
}

function noToken(code: string): ReturnType<typeof blame>["troubles"][number] {
  if (code === "TOKEN_EXPIRED")
    return known("prophet21/token-expired", "the token that was given is past its end, so it was not sent");
  return {
    id: undefined,
    confidence: 0.6,
    title: `No token could be had${code === "" ? "" : ` (${code})`}`,
    cause: "The token comes from outside this connection, and whatever gives it failed before any request was made.",
    fix: ["Run what gives the token by itself, and see what it says."],
    evidence: [],
    tellApart: [],
  };
}

function passSignIn(world: Prophet21World, { claims, sent }: Prophet21SignIn, token: string, walk: Walk): void {
  const { auth } = world.options;
  const user = claims?.user ?? "";
  walk.pass(
    "api-key",
    auth.kind === "consumer-key" ? "the consumer key is registered here" : "none: a user signs in",
    keyNotes(claims),
  );
  walk.pass(
    "credentials",
    user === "" ? "the key names no user: calls act as the install's default" : `acts as ${user}`,
  );
  const endsAtMs = endOf(token);
  const length = endsAtMs === undefined ? "without an end" : `good for ${span(endsAtMs - world.now())}`;
  walk.pass("token", `${sent.length === 0 ? "held" : "obtained"}, ${length}`, {
    details: claimNotes(claims, endsAtMs),
  });
}

function endOf(token: string): number | undefined {
  const decoded = decodeToken(token);
  const endsAtMs = decoded && claimMs(decoded, "exp");
  return endsAtMs === NO_END_SECONDS * 1000 ? undefined : endsAtMs;
}

function keyNotes(claims: Prophet21Claims | undefined): { advice?: readonly string[]; details?: readonly string[] } {
  if (claims?.consumerUid === undefined) return {};
  return {
    details: [`consumer ${claims.consumerUid}`],
    advice: [
      "whoever holds this key may name any Prophet 21 user, without a password: keep it as the most powerful secret there is",
    ],
  };
}

function claimNotes(claims: Prophet21Claims | undefined, endsAtMs: number | undefined): readonly string[] {
  return [
    `scope: ${claims?.scope === "" ? "none, so the user's permissions decide" : (claims?.scope ?? "cannot be read")}`,
    `end: ${endsAtMs === undefined ? "never" : day(endsAtMs)}`,
  ];
}
