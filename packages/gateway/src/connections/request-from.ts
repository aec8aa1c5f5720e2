import type { Dispatcher, Pool } from "undici";
// A file of its own for the reason that stands in open-pool.ts: undici adds this method to its pools only where it is loaded whole.
import requestOfUndici from "undici/lib/api/api-request.js";

/** Sends one call through the pool. @returns the head of its answer, and the body to be read. @throws undici's errors */
export async function requestFrom(pool: Pool, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> {
  return requestOfUndici.call(pool, options);
}
