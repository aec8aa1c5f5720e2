import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { readMultipart } from "../../src/kinetic/batch/multipart.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const PARTS = "Erp.BO.PartSvc/Parts";
const V1 = `/erp/api/v1/${PARTS}`;
const V2 = "/erp/api/v2/odata";
const HELD = { Company: "EPIC06", Plant: "MfgSys" };

describe("a consumer that is held to one company and one plant", () => {
  let upstream: EchoUpstream;
  let running: TestGateway;
  let key: string;
  before(async () => {
    upstream = await startEchoUpstream();
    running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`, { company: "EPIC07", plant: "Main" }) });
    key = await running.register("floor", {
      erp: {
        scope: "/*/Erp.BO.PartSvc;/*/Ice.Lib.SessionModSvc:write",
        pinned: { company: "EPIC06", plant: "MfgSys" },
      },
    });
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });
  beforeEach(() => void (upstream.seen.length = 0));

  const call = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> =>
    fetch(running.url + path, { ...init, headers: { "x-api-key": key, ...headers } });

  test("reads there, on v1 and v2, also at an address that was allowed before, and the ERP is told in CallSettings", async () => {
    for (const path of [V1, V1, `${V2}/EPIC06/${PARTS}`, `${V2}/EPIC06/${PARTS}`])
      assert.equal((await call(path)).status, 200);
    const said = upstream.seen.map(({ headers }) => JSON.parse(String(headers["callsettings"])) as unknown);
    assert.deepEqual(said, [HELD, HELD, HELD, HELD]);
  });

  test("may say so itself, and settle what is left open; other headers that some clients name a company in go nowhere", async () => {
    const headers = {
      CallSettings: '{"Company":"EPIC06","Language":"enu"}',
      "X-Epicor-Company": "EPIC07",
      Company: "EPIC07",
    };
    assert.equal((await call(V1, headers)).status, 200);
    const sent = upstream.seen[0]?.headers ?? {};
    assert.deepEqual(JSON.parse(String(sent["callsettings"])), { Company: "EPIC06", Plant: "MfgSys", Language: "enu" });
    assert.deepEqual([sent["x-epicor-company"], sent["company"]], [undefined, undefined]);
  });

  const elsewhere: [what: string, path: string, headers?: Record<string, string>, init?: RequestInit][] = [
    ["another company in the header", V1, { callsettings: '{"Company":"EPIC07"}' }],
    ["another plant in the header", `${V2}/EPIC06/${PARTS}`, { callsettings: '{"plant":"Main"}' }],
    ["another company in the address", `${V2}/EPIC07/${PARTS}`],
    ["another company in the query", `${V1}?Company=EPIC07`],
    [
      "a change of the session's company",
      "/erp/api/v1/Ice.Lib.SessionModSvc/SetCompany",
      {},
      { method: "POST", body: "{}" },
    ],
    ["a batch at another company's address", `${V2}/EPIC07/$batch`, {}, { method: "POST", body: "{}" }],
  ];
  for (const [what, path, headers, init] of elsewhere) {
    test(`${what}: 403 with a finding, and the ERP sees nothing`, async () => {
      const answer = await call(path, headers, init);
      const { reason, finding } = (await answer.json()) as { readonly reason: string; readonly finding: string };
      assert.deepEqual([answer.status, reason, finding], [403, "context.pinned", "kinetic/company-header-mismatch"]);
      assert.deepEqual(upstream.seen, []);
    });
  }

  test("in a batch each part is held to it by itself", async () => {
    upstream.respond = (_request, response, body) => {
      const parts = readMultipart("multipart/mixed; boundary=" + /--(\S+)/.exec(body.toString())?.[1], body.toString());
      const answers = parts.units.map(
        () => "--r\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}\r\n",
      );
      response.writeHead(200, { "content-type": "multipart/mixed; boundary=r" }).end(`${answers.join("")}--r--`);
    };
    const part = (target: string, more = ""): string =>
      `--b\r\nContent-Type: application/http\r\n\r\nGET ${target} HTTP/1.1\r\n${more}\r\n\r\n`;
    const body = [
      part(PARTS),
      part(PARTS, 'CallSettings: {"Company":"EPIC07"}\r\n'),
      part(`${V2}/EPIC07/${PARTS}`),
      part(`${V2}/EPIC06/${PARTS}`, 'CallSettings: {"Plant":"MfgSys"}\r\n'),
    ].join("");
    const answer = await call(
      "/erp/api/v1/$batch",
      { "content-type": "multipart/mixed; boundary=b" },
      { method: "POST", body: `${body}--b--` },
    );
    assert.match(await answer.text(), /200 OK[\s\S]*403 Forbidden[\s\S]*403 Forbidden[\s\S]*200 OK/);
    const sent = upstream.seen[0]?.body.toString("utf8") ?? "";
    assert.deepEqual(
      [...sent.matchAll(/^callsettings: (.*)\r$/gm)].map(([, text]) => JSON.parse(text ?? "") as unknown),
      [HELD, HELD],
    );
    assert.doesNotMatch(sent, /EPIC07/);
  });

  test("can-i says so, too", async () => {
    const { canI, liveConsumer, mountFinder } = await import("../../src/index.ts");
    const connections = { erp: kineticAt(upstream.url) };
    const consumer = await liveConsumer(running.gateway.store, "floor");
    const ask = (path: string): string | undefined =>
      canI(mountFinder({ connections, admission: {} }), consumer, "GET", path).reason;
    assert.deepEqual([ask(`${V2}/EPIC06/${PARTS}`), ask(`${V2}/EPIC07/${PARTS}`)], [undefined, "context.pinned"]);
  });
});
