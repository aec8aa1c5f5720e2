import assert from "node:assert/strict";
import { createRequire, registerHooks } from "node:module";
import { describe, test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { parseTraceparent } from "../../src/observe/trace-context.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from "./otlp-receiver.ts";

// Before anything of the gateway is loaded, so that the first test sees all that it loads.
const loaded: string[] = [];
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith("@opentelemetry/")) loaded.push(specifier);
    return next(specifier, context);
  },
});
const require = createRequire(import.meta.url);
const { ERP_API_KEY, ERP_PASSWORD, kineticAt, startTestGateway } =
  require("../test-gateway.ts") as typeof import("../test-gateway.ts");

const CUSTOMERS = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const SCOPE = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } };
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const SPAN_ID = "b7ad6b7169203331";
const COLLECTOR_KEY = `Bearer ${seeded("collector-key")}`;
const SERVER = 2;
const CLIENT = 3;

interface Traced {
  readonly upstream: EchoUpstream;
  readonly collector: OtlpReceiver;
  readonly key: string;
}

/** Serves while `work` runs, and ends: what was not sent by then never is. */
async function traced(
  options: object,
  work: (get: (path: string, headers?: Record<string, string>) => Promise<Response>, traced: Traced) => Promise<void>,
): Promise<Traced> {
  await using upstream = await startEchoUpstream();
  await using collector = await startOtlpReceiver();
  const tracing = { url: collector.url, headers: { authorization: COLLECTOR_KEY }, ...options };
  await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) }, { tracing });
  const key = await running.register("orders", SCOPE);
  const all = { upstream, collector, key };
  await work(async (path, headers = {}) => {
    const answer = await fetch(running.url + path, { headers: { authorization: `Bearer ${key}`, ...headers } });
    await answer.arrayBuffer();
    return answer;
  }, all);
  await running.gateway.drain();
  return all;
}

const ofKind = ({ spans }: OtlpReceiver, kind: number): ReceivedSpan => {
  const found = spans.filter((span) => span.kind === kind);
  assert.equal(found.length, 1);
  return found[0] as ReceivedSpan;
};

test("nothing of OpenTelemetry is loaded where no traces are configured", async () => {
  await using upstream = await startEchoUpstream();
  await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
  await fetch(`${running.url}${CUSTOMERS}`);
  assert.deepEqual(loaded, []);
});

// Side by side, each with a gateway of its own: sending to a collector that is away takes seconds.
describe("traces, at a collector", { concurrency: true }, () => {
  test("the caller's trace goes on: a span for the request, one below it for the call, which the ERP is told", async () => {
    const { upstream, collector, key } = await traced({}, async (get) => {
      await get(`${CUSTOMERS}?$filter=CustID eq 'HUSH'`, {
        traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
        tracestate: "vendor=1",
      });
    });
    const [server, client] = [ofKind(collector, SERVER), ofKind(collector, CLIENT)];
    assert.deepEqual([server.traceId, server.parentSpanId], [TRACE_ID, SPAN_ID]);
    assert.deepEqual([client.traceId, client.parentSpanId], [TRACE_ID, server.spanId]);
    const sent = upstream.seen[0]?.headers;
    assert.deepEqual(parseTraceparent(String(sent?.["traceparent"])), {
      traceId: TRACE_ID,
      spanId: client.spanId,
      sampled: true,
    });
    assert.equal(sent?.["tracestate"], "vendor=1");
    assert.deepEqual([server.name, client.name], ["GET /erp", "GET"]);
    const { "erpgate.request": request, "erpgate.consumer.id": id, ...rest } = server.attributes;
    assert.ok(typeof request === "string" && typeof id === "string");
    assert.deepEqual(rest, {
      "http.request.method": "GET",
      "http.response.status_code": 200,
      "url.path": CUSTOMERS,
      "url.scheme": "http",
      "erpgate.decision": "allowed",
      "erpgate.connection": "erp",
      "erpgate.consumer": "orders",
      "erpgate.credential": "key",
    });
    assert.deepEqual(client.attributes, {
      "http.request.method": "GET",
      "server.address": "127.0.0.1",
      "server.port": upstream.port,
      "http.response.status_code": 200,
    });
    assert.deepEqual([...collector.serviceNames], ["erpgate"]);
    assert.deepEqual(new Set(collector.authorizations), new Set([COLLECTOR_KEY]));
    for (const hidden of [key, ERP_PASSWORD, ERP_API_KEY, COLLECTOR_KEY, "HUSH"])
      assert.ok(!collector.texts.join("").includes(hidden));
  });

  test("one is begun where the caller has none, or none that is one; a refusal is no error, an ERP that breaks is", async () => {
    const { upstream, collector } = await traced({ serviceName: "erpgate-pilot" }, async (get, { upstream: erp }) => {
      await get(CUSTOMERS, { traceparent: "00-nonsense-01", tracestate: "vendor=1" });
      await get(CUSTOMERS.replace("Customer", "Vendor"));
      erp.respond = (_request, response) => response.destroy();
      await get(`${CUSTOMERS}('${"x".repeat(3000)}')`);
    });
    const sent = upstream.seen[0]?.headers;
    assert.equal(sent?.["tracestate"], undefined);
    const servers = collector.spans.filter(({ kind }) => kind === SERVER);
    assert.equal(parseTraceparent(String(sent?.["traceparent"]))?.traceId, servers[0]?.traceId);
    assert.equal(new Set(servers.map(({ traceId }) => traceId)).size, 3);
    assert.deepEqual(
      servers.map(({ status, attributes }) => [status.code, attributes["erpgate.reason"], attributes["error.type"]]),
      [
        [0, undefined, undefined],
        [0, "scope.denied", undefined],
        [2, "upstream.broken", "upstream.broken"],
      ],
    );
    // A read on a connection that broke is made once more; each try is a call of its own.
    const calls = collector.spans.filter(({ kind }) => kind === CLIENT);
    assert.deepEqual(
      calls.map(({ attributes }) => attributes["http.request.resend_count"]),
      [undefined, undefined, 1],
    );
    assert.deepEqual([...collector.serviceNames], ["erpgate-pilot"]);
    for (const { attributes } of collector.spans) {
      assert.ok(Object.keys(attributes).length <= 24);
      for (const value of Object.values(attributes)) assert.ok(String(value).length <= 512);
    }
  });

  test("what nobody keeps is not sent: the caller's word first, then sampleRatio; the ERP is told either way", async () => {
    const { upstream, collector } = await traced({ sampleRatio: 0 }, async (get) => {
      await get(CUSTOMERS);
      await get(CUSTOMERS, { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01` });
      await get(CUSTOMERS, { traceparent: `00-${TRACE_ID}-${SPAN_ID}-00` });
    });
    assert.deepEqual(
      upstream.seen.map(({ headers }) => parseTraceparent(String(headers["traceparent"]))?.sampled),
      [false, true, false],
    );
    assert.deepEqual(new Set(collector.spans.map(({ traceId }) => traceId)), new Set([TRACE_ID]));
    assert.equal(collector.spans.length, 2);
  });

  test("a collector that is away costs a line in the log, and no request", async () => {
    await using upstream = await startEchoUpstream();
    const tracing = { url: "http://127.0.0.1:1/v1/traces", headers: { authorization: COLLECTOR_KEY } };
    await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) }, { tracing });
    const key = await running.register("orders", SCOPE);
    const answer = await fetch(running.url + CUSTOMERS, { headers: { authorization: `Bearer ${key}` } });
    assert.equal(answer.status, 200);
    await answer.arrayBuffer();
    await running.gateway.drain();
    const lost = running.events.filter(({ event }) => event === "tracing.lost");
    assert.deepEqual(
      lost.map((each) => each["lost"]),
      [2],
    );
  });
});

const BATCH = "/erp/api/v2/odata/EPIC06/$batch";

/** What a batch of three parts, one of them refused here, comes to at the ERP: its own `traceparent`, and those of its parts. */
async function sendBatch(url: string, key: string, upstream: EchoUpstream): Promise<readonly string[]> {
  upstream.respond = (_request, response) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end('{"responses":[{"id":"a","status":200},{"id":"c","status":404}]}');
  const part = (id: string, service: string, headers: object = {}): object => ({
    id,
    method: "GET",
    url: `Erp.BO.${service}Svc/Customers`,
    headers,
  });
  const foreign = { traceparent: `00-${"f".repeat(32)}-${"f".repeat(16)}-01`, tracestate: "x=1" };
  const answer = await fetch(url + BATCH, {
    method: "POST",
    body: JSON.stringify({ requests: [part("a", "Customer"), part("b", "Vendor"), part("c", "Customer", foreign)] }),
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
      tracestate: "vendor=1",
    },
  });
  assert.equal(answer.status, 200);
  await answer.text();
  const [seen] = upstream.seen;
  const { requests } = JSON.parse(String(seen?.body)) as { readonly requests: { headers: Record<string, string> }[] };
  const all = [seen?.headers, ...requests.map(({ headers }) => headers)];
  assert.deepEqual(
    all.map((headers) => headers?.["tracestate"]),
    ["vendor=1", "vendor=1", "vendor=1"],
  );
  return all.map((headers) => String(headers?.["traceparent"]));
}

describe("a batch", () => {
  test("each of its parts is a span below that of its call, and the ERP is told of each", async () => {
    await using upstream = await startEchoUpstream();
    await using collector = await startOtlpReceiver();
    const section = { tracing: { url: collector.url } };
    await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) }, section);
    const sent = await sendBatch(running.url, await running.register("orders", SCOPE), upstream);
    await running.gateway.drain();
    const server = ofKind(collector, SERVER);
    const clients = collector.spans.filter(({ kind }) => kind === CLIENT);
    const call = clients.find(({ parentSpanId }) => parentSpanId === server.spanId);
    const parts = clients
      .filter(({ parentSpanId }) => parentSpanId === call?.spanId)
      .toSorted(
        (one, other) => Number(one.attributes["erpgate.batch.part"]) - Number(other.attributes["erpgate.batch.part"]),
      );
    assert.deepEqual([server.parentSpanId, call?.name, clients.length], [SPAN_ID, "POST", 3]);
    assert.deepEqual(
      parts.map(({ name, attributes, status }) => [name, attributes["http.response.status_code"], status.code ?? 0]),
      [
        ["GET", 200, 0],
        ["GET", 404, 2],
      ],
    );
    assert.deepEqual(
      sent,
      [call, ...parts].map((span) => `00-${TRACE_ID}-${span?.spanId}-01`),
    );
  });

  test("without traces of the gateway's own, each of its parts stands where its caller says that the batch does", async () => {
    await using upstream = await startEchoUpstream();
    await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
    const sent = await sendBatch(running.url, await running.register("orders", SCOPE), upstream);
    assert.deepEqual(new Set(sent), new Set([`00-${TRACE_ID}-${SPAN_ID}-01`]));
  });
});
