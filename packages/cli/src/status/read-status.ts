import type { Connection } from "@erpgate/client";
import { describeFailure, type FailureReport } from "../describe-failure.ts";
import type { ConnectionOptions, Connections } from "../open-connections.ts";
import { withFinding } from "../with-finding.ts";
import { secretOrigins, type SecretOrigin } from "./secret-origins.ts";

/** A token that outlives this process. */
export interface KeptToken {
  readonly obtainedAtMs: number;
  readonly hasRefreshToken: boolean;
}

/** How a connection stands right now. */
export interface ConnectionStatus {
  readonly name: string;
  readonly system: "kinetic" | "prophet21";
  readonly url: string;
  readonly company: string | undefined;
  /** The auth kind of the configuration. */
  readonly signIn: string;
  /** Who it signs in as, where the configuration names someone. */
  readonly as: string | undefined;
  /** Each secret option with where it came from. */
  readonly secrets: readonly SecretOrigin[];
  /** `no-token`: there is nothing to sign in for ahead of the first call. */
  readonly state: "signed-in" | "no-token" | "failed";
  /** The beginning of the token, enough to tell two apart. */
  readonly token: string | undefined;
  readonly expiresAtMs: number | undefined;
  /** What the store keeps for it: undefined where it keeps nothing, or where there is none. */
  readonly kept: KeptToken | undefined;
  readonly failure: FailureReport | undefined;
}

/** Signs in once and reports; a failure is a status, too, and keeps no other connection from being reported. */
export async function readStatus(
  name: string,
  options: ConnectionOptions,
  found: Pick<Connections, "literals" | "variables" | "store">,
): Promise<ConnectionStatus> {
  const known = {
    name,
    system: options.system,
    url: options.url,
    company: options.system === "kinetic" ? options.company : undefined,
    signIn: options.auth.kind,
    as: whoOf(options),
    secrets: secretOrigins(name, options, found),
  };
  return { ...known, ...(await signIn(options)), kept: await readKept(options, found.store) };
}

/** A store that cannot be opened keeps nothing; what is wrong with it is said once, beside all connections. */
async function readKept(options: ConnectionOptions, store: Connections["store"]): Promise<KeptToken | undefined> {
  const { tokenStoreKey } = await import("@erpgate/client");
  const key = tokenStoreKey(options);
  const stored = key === undefined ? undefined : await store?.read(key).catch(() => undefined);
  return stored && { obtainedAtMs: stored.obtainedAtMs, hasRefreshToken: stored.refreshToken !== undefined };
}

type SignIn = Pick<ConnectionStatus, "state" | "token" | "expiresAtMs" | "failure">;

async function signIn(options: ConnectionOptions): Promise<SignIn> {
  const none = { token: undefined, expiresAtMs: undefined, failure: undefined };
  try {
    const { connect } = await import("@erpgate/client");
    await using connection: Connection = options.system === "kinetic" ? connect(options) : connect(options);
    const held = await connection.token();
    if (held === undefined) return { ...none, state: "no-token" };
    return { ...none, state: "signed-in", token: masked(held.token), expiresAtMs: held.expiresAtMs };
  } catch (error) {
    return { ...none, state: "failed", failure: await withFinding(describeFailure(error)) };
  }
}

/** A JWT begins with its header, the same for all of a kind; of any other token nothing is shown. */
export function masked(token: string): string {
  return token.startsWith("eyJ") ? `${token.slice(0, 6)}…` : "…";
}

function whoOf({ auth }: ConnectionOptions): string | undefined {
  if ("username" in auth) return auth.username;
  return "clientId" in auth ? auth.clientId : undefined;
}
