import { auditPage } from "../audit/audit-page.ts";
import { liveConsumer } from "../consumers/live-consumer.ts";
import { canI, type MountFinder } from "../policy/can-i.ts";
import { suggestAccess, suggestionDocument } from "../policy/suggest-access.ts";
import type { Store } from "../store/store.ts";
import { type AdminRoute, failed } from "./admin-route.ts";
import type { Schema } from "./body-schema.ts";

export interface ViewRouteParts {
  readonly store: Store;
  readonly mountFor: MountFinder;
  /** Who holds which seats. */
  readonly seats: () => Readonly<Record<string, unknown>>;
}

const MOST_ROWS = 1000;
const USUAL_ROWS = 100;
const anything: Schema = { type: "object", additionalProperties: true };

const pageSchema: Schema = {
  type: "object",
  properties: {
    rows: { type: "array", items: anything },
    next: { anyOf: [{ type: "string" }, { type: "null" }], description: "For `before`; null where the trail begins." },
  },
  required: ["rows", "next"],
  additionalProperties: false,
};

/** What the administration shows and changes nothing with. */
export function viewRoutes({ store, mountFor, seats }: ViewRouteParts): readonly AdminRoute[] {
  return [
    {
      method: "GET",
      path: "/can-i",
      operationId: "canI",
      summary: "Whether a consumer may make a call, and the deciding rule.",
      query: {
        consumer: { required: true, description: "Name of the consumer." },
        method: { required: true, description: "GET, POST, …" },
        path: { required: true, description: "Path and query as callers write them, the connection first." },
      },
      gives: { status: 200, schema: anything },
      run: async ({ query }) => {
        const [consumer = "", method = "", target = ""] = ["consumer", "method", "path"].map(
          (name) => query.get(name) ?? "",
        );
        const record = await liveConsumer(store, consumer);
        return { status: 200, document: canI(mountFor, record, method.toUpperCase(), target) };
      },
    },
    {
      method: "GET",
      path: "/consumers/{name}/suggestion",
      operationId: "suggestAccess",
      summary:
        "The smallest scopes that cover what a consumer has used, and what of its scopes it never used. It reads the trail from its end to that moment.",
      query: {
        since: {
          required: false,
          description: "A moment, as 2030-01-31T00:00:00Z. Without it: since it was registered.",
        },
      },
      gives: { status: 200, schema: anything },
      run: async ({ path: { name = "" }, query }) => {
        const since = query.get("since");
        const sinceMs = since === null ? 0 : Date.parse(since);
        if (Number.isNaN(sinceMs))
          return failed(400, "QUERY_INVALID", "since is no moment such as 2030-01-31T00:00:00Z.");
        const record = await liveConsumer(store, name);
        return { status: 200, document: suggestionDocument(await suggestAccess(store, mountFor, record, { sinceMs })) };
      },
    },
    {
      method: "GET",
      path: "/seats",
      operationId: "seats",
      summary: "Who holds which seat for how long, and who waits.",
      gives: { status: 200, schema: anything },
      run: () => Promise.resolve({ status: 200, document: seats() }),
    },
    {
      method: "GET",
      path: "/audit",
      operationId: "auditTail",
      summary:
        "The last rows of the audit trail, oldest first, and where those before them are. A page may be short, or empty, and have more before it.",
      query: {
        limit: { required: false, description: `How many rows, 1 to ${MOST_ROWS}. Without it ${USUAL_ROWS}.` },
        before: { required: false, description: "What an earlier answer gave as `next`." },
        consumer: { required: false, description: "Only rows of this consumer." },
        connection: { required: false, description: "Only rows of this connection." },
      },
      gives: { status: 200, schema: pageSchema },
      run: async ({ query }) => {
        const limit = Number(query.get("limit") ?? USUAL_ROWS);
        if (!Number.isSafeInteger(limit) || limit < 1 || limit > MOST_ROWS)
          return failed(400, "QUERY_INVALID", `limit is not a whole number from 1 to ${MOST_ROWS}.`);
        const [consumer, connection] = [query.get("consumer"), query.get("connection")];
        const selection = { fromMs: undefined, consumer: consumer ?? undefined, connection: connection ?? undefined };
        const page = await auditPage(store, selection, { limit, before: query.get("before") ?? undefined });
        if (page === undefined) return failed(400, "QUERY_INVALID", "before is nothing that an answer gave as next.");
        return { status: 200, document: { rows: page.rows, next: page.next ?? null } };
      },
    },
  ];
}
