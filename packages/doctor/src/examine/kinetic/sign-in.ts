import { blame, known } from "../blame.ts";
import { span } from "../span.ts";
import type { Walk } from "../walk.ts";
import type { Sent } from "../wire/sent.ts";
import { codeOf, signIn, type SignIn } from "../world.ts";
import { apiOf, type KineticWorld } from "./kinetic-call.ts";

/** Gets the headers of a call: for Basic they are there, any other login asks for a token first, once. */
export async function signInToKinetic(world: KineticWorld, front: Sent, walk: Walk): Promise<SignIn["headers"]> {
  const { kind } = world.options.auth;
  const signedIn = await signIn(world);
  if (signedIn.headers !== undefined) {
    if (kind === "basic") walk.pass("token", "none needed: Basic with every call");
    else walk.pass("token", `obtained, ${goodFor(signedIn, world.now())}`);
    return signedIn.headers;
  }
  const last = signedIn.sent.at(-1);
  if (kind === "token-resource" && last?.status === 404 && front.status === 401)
    walk.stop({
      check: "token",
      troubles: [
        known(
          "kinetic/token-service-disabled",
          "TokenResource.svc/ was answered 404, while the API of the same instance asks for a login",
        ),
      ],
    });
  else if (last === undefined) walk.stop({ check: "token", troubles: [withoutCall(signedIn)] });
  else walk.stop(orCredentials(blame(signedIn.sent, world.secrets, "credentials"), kind));
  return undefined;
}

/** A token service that refuses says so of the login: no call was made with a token. */
function orCredentials(found: ReturnType<typeof blame>, kind: string): ReturnType<typeof blame> {
  const isLogin = kind !== "bearer" && ["permission", "scope", "server"].includes(found.check);
  return isLogin ? { ...found, check: "credentials" } : found;
}

function withoutCall({ error }: SignIn): ReturnType<typeof known> {
  const code = codeOf(error);
  if (code === "TOKEN_EXPIRED")
    return known("kinetic/token-expired", "the token that was given is past its end, so it was not sent");
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

function goodFor({ expiresAtMs }: SignIn, nowMs: number): string {
  return expiresAtMs === undefined ? "without an end that is known" : `good for ${span(expiresAtMs - nowMs)}`;
}

/** Whether the options hold a key that goes with the calls. */
export function hasKey({ options }: KineticWorld): boolean {
  return options.apiKey !== undefined;
}

/** Whether calls of this connection need one. */
export function wantsKey(world: KineticWorld): boolean {
  return apiOf(world) === "v2";
}
