import { baseCalls, callerFor, later } from "./base-calls.ts";
import { newBaqRow, readBaq, updateBaq } from "./baq.ts";
import type { BaqOptions, BaqParameters } from "./baq.ts";
import type { BatchOptions, BatchRequest } from "./batch/batch-types.ts";
import { sendBatch } from "./batch/send-batch.ts";
import type { KineticWaitInit } from "./call-options.ts";
import type { KineticCaller } from "./caller-with.ts";
import type { KineticCalls } from "./connection.ts";
import { callFunction } from "./efx.ts";
import type { EfxInit } from "./efx.ts";
import { getRows } from "./get-rows.ts";
import type { GetRowsOptions, WhereClauses } from "./get-rows.ts";
import { callMethod } from "./method.ts";
import type { MethodInit } from "./method.ts";
import { readMetadata, readServices } from "./service-list.ts";
import type { Tableset } from "./tableset.ts";
import { updateTableset } from "./update.ts";
import type { UpdateInit } from "./update.ts";

type Values = Readonly<Record<string, unknown>>;
const values = (given: object): Values => given as Values;

/** All calls, of a connection or of a session. @param from gives the caller of the moment, or throws where there is none */
export function callsOf(from: () => KineticCaller): KineticCalls {
  return { ...baseCalls(from), ...baqCalls(from), ...methodCalls(from) };
}

type BaqCalls = Pick<KineticCalls, "baq" | "newBaqRow" | "updateBaq">;

function baqCalls(from: () => KineticCaller): BaqCalls {
  return {
    baq: <T>(id: string, parameters: BaqParameters = {}, options: BaqOptions = {}) =>
      later(() => readBaq<T>(callerFor(from(), options), id, parameters, options)),
    newBaqRow: async <T>(id: string, init?: KineticWaitInit) => newBaqRow<T>(callerFor(from(), init), id, init),
    updateBaq: async <T>(id: string, row: object, init?: KineticWaitInit) =>
      updateBaq<T>(callerFor(from(), init), id, values(row), init),
  };
}

function methodCalls(
  from: () => KineticCaller,
): Omit<KineticCalls, keyof BaqCalls | "fetch" | "send" | "get" | "odata"> {
  return {
    efx: async <T>(library: string, name: string, parameters: object = {}, init?: EfxInit) =>
      callFunction<T>(callerFor(from(), init), [library, name], values(parameters), init),
    method: async <Return, Out>(service: string, name: string, parameters: object = {}, init?: MethodInit) =>
      callMethod<Return, Out>(callerFor(from(), init), [service, name], values(parameters), init),
    getRows: <T extends Tableset>(service: string, where: WhereClauses = {}, options: GetRowsOptions = {}) =>
      later(() => getRows<T>(callerFor(from(), options), service, where, options)),
    update: async <T extends Tableset>(service: string, tableset: Tableset, init?: UpdateInit) =>
      updateTableset<T>(callerFor(from(), init), service, tableset, init),
    batch: async (requests: readonly BatchRequest[], options: BatchOptions = {}) =>
      sendBatch(callerFor(from(), options), requests, options),
    services: async (init?: KineticWaitInit) => readServices(callerFor(from(), init), init),
    metadata: async (service: string, init?: KineticWaitInit) => readMetadata(callerFor(from(), init), service, init),
  };
}
