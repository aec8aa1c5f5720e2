import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** A span as it arrives in OTLP's JSON. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 2: server, 3: client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2: error. */
  readonly status: { readonly code?: number };
}

/** A collector: takes OTLP over HTTP as JSON, and keeps what it was sent. */
export interface OtlpReceiver extends AsyncDisposable {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly texts: string[];
  readonly authorizations: (string | undefined)[];
  readonly serviceNames: Set<unknown>;
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
}
type Attribute = { readonly key: string; readonly value: Value };
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, "attributes"> & { readonly attributes: readonly Attribute[] })[];
    }[];
  }[];
}

const read = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.intValue === undefined ? (value.stringValue ?? value) : Number(value.intValue),
    ]),
  );

/** Starts one on a free port of the loopback. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const received = { spans: [], texts: [], authorizations: [], serviceNames: new Set() } as Pick<
    OtlpReceiver,
    "spans" | "texts" | "authorizations" | "serviceNames"
  >;
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await json(request)) as Export;
      received.texts.push(JSON.stringify(body));
      received.authorizations.push(request.headers.authorization);
      for (const { resource, scopeSpans } of body.resourceSpans) {
        received.serviceNames.add(read(resource.attributes)["service.name"]);
        for (const { spans } of scopeSpans)
          received.spans.push(...spans.map((span) => ({ ...span, attributes: read(span.attributes) })));
      }
      const known = request.method === "POST" && request.url === "/v1/traces";
      response.writeHead(known ? 200 : 404, { "content-type": "application/json" }).end("{}");
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
