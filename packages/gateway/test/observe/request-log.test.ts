import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { startEchoUpstream } from "../echo-upstream.ts";
import { ERP_API_KEY, ERP_PASSWORD, kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const CUSTOMERS = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const SCOPE = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } };
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

type Line = Readonly<Record<string, unknown>>;

interface Logged extends AsyncDisposable {
  readonly running: TestGateway;
  readonly key: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Ends the gateway, which writes what waits. */
  lines(): Promise<readonly Line[]>;
  readonly streams: ReadonlySet<string>;
}

async function startLogged(log: object | undefined, upstreamUrl: string): Promise<Logged> {
  let text = "";
  const streams = new Set<string>();
  const running = await startTestGateway({ erp: kineticAt(`${upstreamUrl}/ERP`) }, log === undefined ? {} : { log }, {
    writeText(to, more) {
      streams.add(to);
      text += more;
    },
  });
  const key = await running.register("orders", SCOPE);
  return {
    running,
    key,
    streams,
    async get(path, headers = {}) {
      const answer = await fetch(running.url + path, { headers: { authorization: `Bearer ${key}`, ...headers } });
      await answer.arrayBuffer();
      return answer;
    },
    async lines() {
      await running.gateway.drain();
      return text === ""
        ? []
        : text
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as Line);
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

const ofEvents = (lines: readonly Line[]): readonly unknown[] => lines.map(({ event }) => event);

describe("a line for each request", () => {
  test("says who, what, what was decided, what the ERP said and how long each took; and names the request to its caller", async () => {
    await using upstream = await startEchoUpstream();
    await using logged = await startLogged({ requests: "all", to: "stdout" }, upstream.url);
    const answer = await logged.get(`${CUSTOMERS}?$filter=CustID eq 'HUSH'`, { traceparent: TRACEPARENT });
    const lines = await logged.lines();
    assert.equal(lines.length, 1);
    const { time, requestId, consumerId, durationMs, waitedMs, upstreamMs, ...rest } = lines[0] ?? {};
    assert.deepEqual(rest, {
      level: "info",
      event: "request.served",
      traceId: TRACE_ID,
      consumer: "orders",
      credential: "key",
      connection: "erp",
      method: "GET",
      path: CUSTOMERS,
      decision: "allowed",
      status: 200,
      upstreamStatus: 200,
    });
    assert.ok(!Number.isNaN(Date.parse(String(time))));
    assert.equal(answer.headers.get("x-erpgate-request"), requestId);
    assert.equal(typeof consumerId, "string");
    const [whole = 0, waited = -1, asked = 0] = [durationMs, waitedMs, upstreamMs].map(Number);
    assert.ok(waited >= 0 && asked > 0 && whole >= waited + asked, JSON.stringify(lines[0]));
    assert.deepEqual([...logged.streams], ["stdout"]);
    assert.equal(upstream.seen[0]?.headers["traceparent"], TRACEPARENT, "passes as it came where no traces are made");
    assert.ok(!JSON.stringify(lines).includes("HUSH"), "no value of a query");
  });

  test("a refusal names its reason and is told once, here and not among the events", async () => {
    await using upstream = await startEchoUpstream();
    await using logged = await startLogged({ requests: "all" }, upstream.url);
    const answer = await logged.get(CUSTOMERS.replace("Customer", "Vendor"));
    const id = answer.headers.get("x-erpgate-request");
    const [line, ...none] = await logged.lines();
    assert.deepEqual(none, []);
    assert.deepEqual(
      [line?.["event"], line?.["reason"], line?.["status"], line?.["requestId"], line?.["upstreamStatus"]],
      ["request.refused", "scope.denied", 403, id, undefined],
    );
    assert.equal(logged.running.events.filter(({ event }) => event.startsWith("request.")).length, 0);
    assert.deepEqual([...logged.streams], ["stderr"]);
  });

  test("refused: what was served is left out; failed: what was refused as well; off: everything", async () => {
    await using upstream = await startEchoUpstream();
    upstream.respond = (request, response) => {
      if (request.url?.endsWith("/Broken") === true) response.destroy();
      else response.end("{}");
    };
    const wanted: Record<string, string[]> = {
      refused: ["request.refused", "request.failed"],
      failed: ["request.failed"],
      off: [],
    };
    for (const [requests, events] of Object.entries(wanted)) {
      await using logged = await startLogged({ requests }, upstream.url);
      await logged.get(CUSTOMERS);
      await logged.get(CUSTOMERS.replace("Customer", "Vendor"));
      await logged.get(CUSTOMERS.replace("Customers", "Broken"));
      assert.deepEqual(ofEvents(await logged.lines()), events, requests);
      assert.equal(logged.running.events.filter(({ event }) => event.startsWith("request.")).length, 0);
    }
  });

  test("no secret: not the gateway's own in an address, nor a caller's key beside its name", async () => {
    await using upstream = await startEchoUpstream();
    await using logged = await startLogged({ requests: "all" }, upstream.url);
    const callers = seeded("callers-own");
    await logged.get(`/erp/api/v1/${ERP_API_KEY}/x`);
    await logged.get(`/erp/${Buffer.from(ERP_PASSWORD).toString("base64url")}`);
    await logged.get(`/nowhere/x;password=${callers};${callers.length}`);
    const text = JSON.stringify(await logged.lines());
    for (const secret of [ERP_API_KEY, ERP_PASSWORD, callers, logged.key]) assert.ok(!text.includes(secret));
    assert.equal(text.match(/\[redacted\]/g)?.length, 3, text);
  });

  test("without the section all is as ever: refusals among the events, and no header in what the ERP answers", async () => {
    await using upstream = await startEchoUpstream();
    await using logged = await startLogged(undefined, upstream.url);
    const served = await logged.get(CUSTOMERS);
    assert.equal(served.headers.get("x-erpgate-request"), null);
    await logged.get(CUSTOMERS.replace("Customer", "Vendor"));
    assert.deepEqual(await logged.lines(), []);
    assert.deepEqual(ofEvents(logged.running.events.filter(({ event }) => event.startsWith("request."))), [
      "request.refused",
    ]);
  });
});
