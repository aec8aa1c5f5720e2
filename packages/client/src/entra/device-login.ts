import { answerMembers } from "../answer-members.ts";
import { ErpgateError } from "../errors.ts";
import type { ReadAnswer } from "../http/read-answer.ts";
import { readLifetimeSeconds } from "../token/lifetime.ts";
import type { EntraClient } from "./entra-client.ts";
import type { EntraWorld } from "./entra-world.ts";
import { askForDeviceCode, askWithDeviceCode } from "./flows.ts";
import type { EntraApp, EntraDeviceCode } from "./options.ts";
import type { Granted } from "./read-granted.ts";

/** What the issuer gave for one login on another device. */
interface DeviceLogin extends EntraDeviceCode {
  readonly deviceCode: string;
  readonly intervalMs: number;
}

/** Where the answer states none (RFC 8628, 3.2). */
const INTERVAL_SECONDS = 5;
/** By so much `slow_down` lengthens the interval, for good (RFC 8628, 3.5). */
const SLOWER_MS = 5_000;
const LIFETIME_SECONDS = 900;

/** Has a user sign in on another device: shows a code and asks until the user is done. */
export async function deviceLogin(
  client: EntraClient,
  app: EntraApp,
  show: (code: EntraDeviceCode) => void,
  world: EntraWorld,
  signal: AbortSignal,
): Promise<Granted> {
  const { runtime } = world;
  const begun = readDeviceCode(await askForDeviceCode(client, app, signal), runtime.now());
  const { message, userCode, verificationUri, verificationUriComplete, expiresAtMs } = begun;
  show(Object.freeze({ message, userCode, verificationUri, verificationUriComplete, expiresAtMs }));
  let { intervalMs } = begun;
  for (;;) {
    await runtime.sleep(intervalMs, signal);
    if (runtime.now() >= expiresAtMs) throw timedOut();
    const answer = await pollOnce(client, app, begun.deviceCode, signal);
    if (typeof answer === "object") return answer;
    if (answer === "slow_down") intervalMs += SLOWER_MS;
  }
}

function timedOut(): ErpgateError {
  return new ErpgateError("TOKEN_SIGN_IN_TIMED_OUT", "nobody entered the code while it was good");
}

/** Reads the answer that brings the codes; the sentence for the user is made up where a server has none. */
function readDeviceCode({ body }: ReadAnswer, nowMs: number): DeviceLogin {
  const members = answerMembers(body);
  const deviceCode = members.get("device_code");
  const userCode = members.get("user_code");
  // Of v1 it is `verification_url`.
  const verificationUri = members.get("verification_uri") ?? members.get("verification_url");
  if (deviceCode === undefined || userCode === undefined || verificationUri === undefined)
    throw new ErpgateError(
      "TOKEN_ANSWER_UNREADABLE",
      "the device code endpoint answered with success, but there is no code",
    );
  const lifetime = readLifetimeSeconds(members.get("expires_in")) ?? LIFETIME_SECONDS;
  return {
    deviceCode,
    userCode,
    verificationUri,
    verificationUriComplete: members.get("verification_uri_complete"),
    message: members.get("message") ?? `Open ${verificationUri} and enter the code ${userCode}.`,
    expiresAtMs: nowMs + lifetime * 1000,
    intervalMs: (readLifetimeSeconds(members.get("interval")) ?? INTERVAL_SECONDS) * 1000,
  };
}

/** The token, or why there is none yet. A network fault in between is no answer either (RFC 8628, 3.5). */
async function pollOnce(
  client: EntraClient,
  app: EntraApp,
  deviceCode: string,
  signal: AbortSignal,
): Promise<Granted | "authorization_pending" | "slow_down"> {
  try {
    return await askWithDeviceCode(client, app, deviceCode, signal);
  } catch (error) {
    const said = ErpgateError.is(error) ? answerMembers(error.response?.body ?? "").get("error") : undefined;
    if (said === "authorization_pending" || said === "slow_down") return said;
    if (ErpgateError.is(error) && error.retryable && !signal.aborted) return "slow_down";
    throw error;
  }
}
