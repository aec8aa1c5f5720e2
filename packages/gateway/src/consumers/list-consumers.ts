import type { Store } from "../store/store.ts";
import type { ConsumerRecord } from "./consumer.ts";

/** Every consumer, revoked ones included, by name and then by age. */
export async function listConsumers(store: Pick<Store, "consumers">): Promise<readonly ConsumerRecord[]> {
  const consumers = await store.consumers();
  return consumers.toSorted((a, b) => (a.name === b.name ? a.createdAtMs - b.createdAtMs : a.name < b.name ? -1 : 1));
}
