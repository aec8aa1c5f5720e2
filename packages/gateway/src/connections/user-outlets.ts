import { createHash } from "node:crypto";
import { ErpgateError } from "@erpgate/client";
import { type CallerFault, Outlet, type TokenOutlet } from "./outlet.ts";

// Whoever was away the longest is exchanged for anew.
const MOST_USERS = 5000;

/** Logins of users at one ERP, each by the access token that the user's call carried. */
export interface UserOutlets {
  /** @param userToken the verified token of the caller's user */
  of(userToken: string): TokenOutlet;
  close(): Promise<void>;
}

/**
 * One login for each token, and never another's: they are kept by a digest of it, and a call gets to one by its own principal alone.
 *
 * @param open opens the login that exchanges this very token
 */
export function createUserOutlets(
  open: (userToken: string) => Outlet["connection"],
  contextHeaders: ReadonlySet<string>,
): UserOutlets {
  const outlets = new Map<string, Outlet>();
  return {
    of(userToken) {
      const key = createHash("sha256").update(userToken).digest("base64url");
      const outlet = outlets.get(key) ?? new Outlet(open(userToken), contextHeaders, undefined, TOLD);
      // Set anew, so that the map's order is that of use.
      outlets.delete(key);
      outlets.set(key, outlet);
      const [oldest] = outlets.size > MOST_USERS ? outlets.keys() : [];
      // Not closed: a call may be under way with it. It holds no timer, and goes with the last principal that knows it.
      if (oldest !== undefined) outlets.delete(oldest);
      return outlet;
    },
    async close() {
      await Promise.all([...outlets.values()].map(({ connection }) => connection.close()));
    },
  };
}

const TOLD = { refusal: "user.unknown", faultOfCaller } as const;

// What the user can mend by signing in again. All else is the gateway's own affair: its secret, its consent, the way there.
const OF_USER: ReadonlySet<string> = new Set(["TOKEN_SIGN_IN_REQUIRED", "TOKEN_ASSERTION_REFUSED"]);

async function faultOfCaller(error: unknown): Promise<CallerFault | undefined> {
  if (!ErpgateError.is(error) || !OF_USER.has(error.code)) return undefined;
  const { claimsChallenge } = await import("@erpgate/client/entra");
  return { reason: "user.sign-in-required", challenge: claimsChallenge(error) };
}
