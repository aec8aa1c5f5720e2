import type { Store } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";
import type { ConsumerRecord } from "./consumer.ts";

/** The consumer of that name that is not revoked. @throws StoreError `CONSUMER_UNKNOWN` naming those there are */
export async function liveConsumer(store: Pick<Store, "consumers">, name: string): Promise<ConsumerRecord> {
  const live = (await store.consumers()).filter(({ revokedAtMs }) => revokedAtMs === undefined);
  const record = live.find((consumer) => consumer.name === name);
  if (record !== undefined) return record;
  const names = live.map((consumer) => consumer.name).toSorted();
  const known = names.length === 0 ? "There is none." : `There are: ${names.join(", ")}.`;
  throw new StoreError("CONSUMER_UNKNOWN", `No consumer is named ${JSON.stringify(name)}. ${known}`);
}
