import type { AuditBatch } from "../audit/audit-batch.ts";
import type { RateDemand } from "../store/rate-shares.ts";
import type { SeatClaim } from "../store/seat-leases.ts";
import type { AuditPosition, Store } from "../store/store.ts";
import type { Caller } from "./channel.ts";

/** Audit batches handed over at a time. */
const PAGE = 20;

/** The store as the process that has it serves it to the others. One function for each of the store's. */
export const storeCalls = (store: Store): StoreCalls => ({
  consumers: () => store.consumers(),
  putConsumer: (...args) => store.putConsumer(...args),
  version: () => store.version(),
  signingKeys: () => store.signingKeys(),
  putSigningKey: (...args) => store.putSigningKey(...args),
  appendAudit: (batch) => store.appendAudit(batch),
  auditPage: (from) => readPage(store, from),
  auditBefore: (...args) => store.auditBefore(...args),
  ping: () => store.ping(),
  seatsClaim: (claim) => store.seats.claim(claim),
  seatsRelease: (holder) => store.seats.release(holder),
  seatsHolders: (pool) => store.seats.holders(pool),
  ratesDivide: (...args) => store.rates.divide(...args),
  tokensRead: (name) => store.tokens.read(name),
  tokensClaim: (...args) => store.tokens.claim(...args),
  tokensRenew: (...args) => store.tokens.renew(...args),
  tokensRelease: (...args) => store.tokens.release(...args),
  tokensWrite: (...args) => store.tokens.write(...args),
  tokensReplace: (...args) => store.tokens.replace(...args),
});

type Tokens = Store["tokens"];

export type StoreCalls = {
  readonly consumers: Store["consumers"];
  readonly putConsumer: Store["putConsumer"];
  readonly version: Store["version"];
  readonly signingKeys: Store["signingKeys"];
  readonly putSigningKey: Store["putSigningKey"];
  readonly appendAudit: (batch: AuditBatch) => Promise<void>;
  readonly auditPage: (from: AuditPosition | undefined) => Promise<readonly AuditBatch[]>;
  readonly auditBefore: Store["auditBefore"];
  readonly ping: Store["ping"];
  readonly seatsClaim: Store["seats"]["claim"];
  readonly seatsRelease: Store["seats"]["release"];
  readonly seatsHolders: Store["seats"]["holders"];
  readonly ratesDivide: (holder: string, ttlMs: number, demands: readonly RateDemand[]) => Promise<readonly number[]>;
  readonly tokensRead: Tokens["read"];
  readonly tokensClaim: Tokens["claim"];
  readonly tokensRenew: Tokens["renew"];
  readonly tokensRelease: Tokens["release"];
  readonly tokensWrite: Tokens["write"];
  readonly tokensReplace: Tokens["replace"];
};

async function readPage(store: Store, from: AuditPosition | undefined): Promise<readonly AuditBatch[]> {
  const page: AuditBatch[] = [];
  for await (const batch of store.auditBatches(from)) {
    page.push(batch);
    if (page.length === PAGE) break;
  }
  return page;
}

/** How a process without the store hears of changes. */
export interface ChangeBell {
  readonly onChange: Store["onChange"];
}

/** The store of another process: every call is a message there and back, so none blocks the thread that forwards. */
export function createRemoteStore(
  call: Caller<StoreCalls>,
  { kind, location }: Pick<Store, "kind" | "location">,
  { onChange }: ChangeBell,
): Store {
  return {
    kind,
    location,
    onChange,
    consumers: () => call("consumers"),
    putConsumer: (record, audit) => call("putConsumer", record, audit),
    version: () => call("version"),
    signingKeys: () => call("signingKeys"),
    putSigningKey: (...args) => call("putSigningKey", ...args),
    appendAudit: (batch) => call("appendAudit", batch),
    async *auditBatches(from) {
      let after = from;
      for (;;) {
        const page = await call("auditPage", after);
        yield* page;
        after = page.at(-1);
        if (page.length < PAGE) return;
      }
    },
    auditBefore: (before, most) => call("auditBefore", before, most),
    seats: {
      claim: (claim: SeatClaim) => call("seatsClaim", claim),
      release: (holder) => call("seatsRelease", holder),
      holders: (pool) => call("seatsHolders", pool),
    },
    rates: { divide: (holder, ttlMs, demands) => call("ratesDivide", holder, ttlMs, demands) },
    tokens: {
      read: (name) => call("tokensRead", name),
      claim: (name, ttlMs) => call("tokensClaim", name, ttlMs),
      renew: (name, fence, ttlMs) => call("tokensRenew", name, fence, ttlMs),
      release: (name, fence) => call("tokensRelease", name, fence),
      write: (name, fence, sealed) => call("tokensWrite", name, fence, sealed),
      replace: (...args) => call("tokensReplace", ...args),
    },
    ping: () => call("ping"),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
