import { seeded } from "../../../../tools/seeded-secrets.ts";
import { createEmulator, type Emulator, type EmulatorRuntime, type KineticEmulatorOptions } from "../../src/index.ts";
import { basic, kineticCall, member, NOON, type Reply, type Send } from "../fixture.ts";

/** An emulator for Kinetic's tests: a standing clock, seeded credentials, and what the test gives. */
export function kineticWith(options: KineticEmulatorOptions = {}, runtime: Partial<EmulatorRuntime> = {}): Emulator {
  return createEmulator({
    runtime: { now: () => NOON, ...runtime },
    kinetic: {
      user: { username: "integration", password: seeded("kinetic-password") },
      apiKey: seeded("kinetic-api-key"),
      ...options,
    },
  });
}

/** The header of another user. */
export function as(username: string): Readonly<Record<string, string>> {
  return { authorization: basic(username, seeded(`${username}-password`)) };
}

/** A user whose password is known to `as`. */
export function user(username: string): { readonly username: string; readonly password: string } {
  return { username, password: seeded(`${username}-password`) };
}

export const WEB_SERVICE = "00000003-9439-4B30-A6F4-6D2FD4B9FD0F";
export const CUSTOMERS = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1";
const SESSION_MOD = "/api/v2/odata/EPIC06/Ice.Lib.SessionModSvc";

export function license(guid: string, sessionId?: string): Readonly<Record<string, string>> {
  return {
    license: JSON.stringify({ ClaimedLicense: guid, ...(sessionId === undefined ? {} : { SessionID: sessionId }) }),
  };
}

export function sessionInfo(sessionId: string): Readonly<Record<string, string>> {
  return { sessioninfo: JSON.stringify({ SessionID: sessionId }) };
}

/** A method of a v2 service in EPIC06, by POST. */
export async function invoke(
  emulator: Emulator,
  method: string,
  parameters: Readonly<Record<string, unknown>> = {},
  headers: Send["headers"] = {},
): Promise<Reply> {
  const path = `/api/v2/odata/EPIC06/${method}`;
  return await kineticCall(emulator, path, { method: "POST", body: JSON.stringify(parameters), headers });
}

/** Opens a session; its id. */
export async function login(emulator: Emulator, headers: Send["headers"] = {}): Promise<string> {
  const { status, body, text } = await kineticCall(emulator, `${SESSION_MOD}/Login`, { method: "POST", headers });
  const id = member(body, "returnObj");
  if (status !== 200 || typeof id !== "string") throw new Error(`no session: ${status} ${text}`);
  return id;
}

export async function logout(emulator: Emulator, headers: Send["headers"] = {}): Promise<Reply> {
  return await kineticCall(emulator, `${SESSION_MOD}/Logout`, { method: "POST", body: "{}", headers });
}

/** Lets other work go on until something is so; gives up after far more turns than any test here takes. */
export async function turnsUntil(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000; turn += 1) {
    if (isSo()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("what was waited for did not come about");
}
