import type { FileTokenStore } from "@erpgate/client/node";
import type { Sink } from "../command.ts";
import { describeFailure, type FailureReport } from "../describe-failure.ts";
import { plainLine } from "../output/plain-text.ts";
import { styleFor } from "../output/style.ts";

/** Where tokens are kept between commands. */
export interface StoreStatus {
  readonly file: string;
  readonly keyFrom: string;
  readonly count: number;
  readonly failure: FailureReport | undefined;
}

/** Looks into the store, and says what is wrong with it where that fails. */
export async function readStoreStatus(store: FileTokenStore | undefined): Promise<StoreStatus | undefined> {
  if (store === undefined) return undefined;
  const { file, keyFrom } = store;
  try {
    return { file, keyFrom, count: (await store.entries()).size, failure: undefined };
  } catch (error) {
    return { file, keyFrom, count: 0, failure: describeFailure(error) };
  }
}

/** The store for machines. */
export function storeDocument(store: StoreStatus | undefined): object | null {
  if (store === undefined) return null;
  const { file, keyFrom, count, failure } = store;
  const failed = failure === undefined ? null : { code: failure.code, messages: failure.messages };
  return { file, key: keyFrom, tokens: count, failure: failed };
}

/** The store for people. */
export function storeText(store: StoreStatus | undefined, sink: Sink): string {
  if (store === undefined) return "token store: none, so tokens live as long as a command (erpgate login makes one)\n";
  const { bad } = styleFor(sink);
  const { file, keyFrom, count, failure } = store;
  if (failure !== undefined)
    return `token store: ${bad("cannot be used")}: ${failure.messages.map(plainLine).join(" ")} [${failure.code}]\n`;
  const tokens = count === 1 ? "1 token" : `${String(count)} tokens`;
  return plainLine(`token store: ${file}, ${tokens}, sealed with ${keyFrom}`) + "\n";
}
