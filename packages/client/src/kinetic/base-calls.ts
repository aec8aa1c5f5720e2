import { makeCall } from "../http/call.ts";
import { getJson } from "../http/get-json.ts";
import { readRows } from "../odata/read-rows.ts";
import { callSettingsOf, withoutCallSettings } from "./call-options.ts";
import type { KineticCallInit, KineticCallSettings, KineticODataOptions } from "./call-options.ts";
import { callerWith } from "./caller-with.ts";
import type { KineticCaller } from "./caller-with.ts";
import type { KineticCalls } from "./connection.ts";

/** The caller for one call: as it stands, or acting elsewhere where the call says so. */
export function callerFor(from: KineticCaller, init: KineticCallSettings | undefined): KineticCaller {
  const settings = callSettingsOf(init);
  return settings === undefined ? from : callerWith(from, settings);
}

/** What every connection has, with the settings that a call to Kinetic may bring. */
export function baseCalls(from: () => KineticCaller): Pick<KineticCalls, "fetch" | "send" | "get" | "odata"> {
  return {
    fetch: async (path: string, init?: KineticCallInit) =>
      (await makeCall(callerFor(from(), init).caller, path, init)).answer.response(),
    send: async (path: string, init?: KineticCallInit) =>
      (await makeCall(callerFor(from(), init).caller, path, init)).answer.plain(),
    get: async <T>(path: string, init?: KineticCallInit) => getJson<T>(callerFor(from(), init).caller, path, init),
    odata: <T>(resource: string, options: KineticODataOptions = {}) =>
      later(() => readRows<T>(callerFor(from(), options).caller, resource, withoutCallSettings(options))),
  };
}

/** A fault in what was asked for comes with the first row, as every other fault of a reading does. */
export async function* later<T>(read: () => AsyncIterable<T>): AsyncGenerator<T, void, void> {
  yield* read();
}
