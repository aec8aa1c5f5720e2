import type { Io } from "../command.ts";
import type { ConnectionOptions } from "../open-connections.ts";
import { plainLine } from "../output/plain-text.ts";
import { UsageError } from "../usage-error.ts";

type EntraAuth = Extract<ConnectionOptions["auth"], { kind: "entra" }>;
type DeviceCodeAuth = Extract<EntraAuth, { flow: "device-code" }>;

/** Members that only a login with the browser has. */
const BROWSER_ONLY: ReadonlySet<string> = new Set([
  "redirectUri",
  "responseMode",
  "prompt",
  "loginHint",
  "domainHint",
  "openBrowser",
  "signInTimeoutMs",
  "interactive",
  "redeem",
]);

/** A connection that never asks anybody: every command but `login` ends with what to do instead. */
export function silent<O extends ConnectionOptions>(options: O): O {
  const { auth } = options;
  if (auth.kind !== "entra" || auth.flow !== "authorization-code") return options;
  return { ...options, auth: { ...auth, interactive: false } };
}

/**
 * A connection whose login may ask the person at the terminal: with the browser of this computer, or with a code for another device.
 *
 * @throws UsageError for `--device` where no user signs in
 */
export function asking<O extends ConnectionOptions>(options: O, device: boolean, io: Io): O {
  const { auth } = options;
  const isUser = auth.kind === "entra" && ["authorization-code", "device-code", "refresh-token"].includes(auth.flow);
  if (!isUser) {
    if (device) throw new UsageError([`--device is for Entra logins of a user; this one is ${auth.kind}`], "login");
    return options;
  }
  if (device || auth.flow === "device-code") return { ...options, auth: deviceAuth(auth, io) };
  if (auth.flow !== "authorization-code") return options;
  if (io.stderr.isTerminal)
    io.stderr.write("waiting for the login in your browser (Ctrl-C ends it; --device needs none here)\n");
  return { ...options, auth: { ...auth, interactive: true } };
}

function deviceAuth(auth: EntraAuth, io: Io): DeviceCodeAuth {
  const shared = Object.fromEntries(Object.entries(auth).filter(([name]) => !BROWSER_ONLY.has(name)));
  // Shown also where nobody seems to sit: without it the login could not go on.
  const onCode = ({ message }: { readonly message: string }): void => io.stderr.write(`${plainLine(message)}\n`);
  // What the flows in which a user signs in have in common is left; the flow itself is named here.
  return { ...(shared as unknown as DeviceCodeAuth), flow: "device-code", onCode };
}
