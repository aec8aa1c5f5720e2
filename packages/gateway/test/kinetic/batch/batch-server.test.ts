import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { connect, type KineticConnection } from "@erpgate/client";
import { type RunningEmulator, startEmulator } from "@erpgate/emulator";
import { fc } from "../../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { readMultipart } from "../../../src/kinetic/batch/multipart.ts";
import { type EchoUpstream, startEchoUpstream } from "../../echo-upstream.ts";
import { auditOf, ERP_API_KEY, kineticAt, startTestGateway, type TestGateway } from "../../test-gateway.ts";

const ODATA = "/api/v2/odata/EPIC06";
const SCOPE = "/EPIC06/Erp.BO.CustomerSvc:write;/EPIC06/Erp.BO.PartSvc/Parts?$top=5";

describe("the client's batches through the gateway", () => {
  let erp: RunningEmulator;
  let running: TestGateway;
  let key: string;
  for (const form of ["multipart", "json"] as const) {
    describe(form, () => {
      before(async () => {
        erp = await startEmulator({
          kinetic: {
            user: { username: "svc", password: seeded("kinetic-password") },
            apiKey: seeded("kinetic-api-key"),
            switches: { batch: form },
          },
        });
        const { url, company, apiKey, user } = erp.kinetic;
        const auth = { kind: "basic", username: user.username, password: user.password } as const;
        running = await startTestGateway(
          { kinetic: { system: "kinetic", url, company, apiKey, license: "WebService", auth } },
          { admission: { kinetic: { seats: { count: 2, sessions: true }, rate: { calls: 40, perMs: 3_600_000 } } } },
        );
        key = await running.register("app", { kinetic: { scope: SCOPE } });
      });
      after(async () => {
        await running[Symbol.asyncDispose]();
        await erp.close();
      });

      const open = (): KineticConnection =>
        connect({
          system: "kinetic",
          url: `${running.url}/kinetic`,
          company: "EPIC06",
          apiKey: key,
          auth: { kind: "basic", username: "app", password: key },
        });

      test("each part has its own answer; one that is refused never reaches the ERP", async () => {
        const seen = erp.journal.length;
        const results = await open().batch(
          [
            { id: "read", path: "Erp.BO.CustomerSvc/Customers?$top=1" },
            { id: "denied", path: "Erp.BO.VendorSvc/Vendors?$top=1" },
            { id: "limited", path: "Erp.BO.PartSvc/Parts?$top=6" },
            { id: "missing", path: "Erp.BO.CustomerSvc/Nothings" },
            { id: "within", path: "Erp.BO.PartSvc/Parts?$top=5" },
          ],
          { form },
        );
        assert.deepEqual(
          results.map(({ id, status }) => [id, status]),
          [
            ["read", 200],
            ["denied", 403],
            ["limited", 403],
            ["missing", 404],
            ["within", 200],
          ],
        );
        assert.equal(results[0]?.json<{ value: unknown[] }>().value.length, 1);
        assert.match(results[1]?.body ?? "", /"reason":"scope.denied"/);
        const notes = erp.journal.slice(seen).flatMap((entry) => entry.notes);
        assert.ok(!notes.some((note) => note.includes("Vendor")));
        assert.equal(erp.kinetic.licences.pool("DefaultUser").peak, 0);
      });

      test("a change set with one part that is refused is not sent at all", async () => {
        const changes = { changeSet: "both", method: "PATCH", body: { Name: "X" } } as const;
        const results = await open().batch(
          [
            { id: "fine", path: "Erp.BO.CustomerSvc/Customers('EPIC06',1)", ...changes },
            { id: "denied", path: "Erp.BO.PartSvc/Parts('EPIC06','A')", ...changes },
          ],
          { form },
        );
        assert.deepEqual(
          results.map(({ status }) => status),
          [424, 403],
        );
      });

      test("counts for as many calls as it has parts", async () => {
        const path = "Erp.BO.CustomerSvc/Customers?$top=1";
        const parts = Array.from({ length: 60 }, () => ({ path }));
        await assert.rejects(open().batch(parts, { form }), { code: "ANSWER_THROTTLED" });
      });
    });
  }
});

describe("what is sent is what was judged", () => {
  let upstream: EchoUpstream;
  let running: TestGateway;
  let key: string;
  before(async () => {
    upstream = await startEchoUpstream();
    running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
    key = await running.register("app", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc:write;/EPIC07/Erp.BO.PartSvc" } });
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });
  afterEach(() => (upstream.seen.length = 0));

  const send = (body: string, type = "multipart/mixed; boundary=b", at = `${ODATA}/$batch`): Promise<Response> =>
    fetch(`${running.url}/erp${at}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": type },
      body,
    });
  const part = (line: string, more = "", body = ""): string =>
    `--b\r\nContent-Type: application/http\r\n\r\n${line} HTTP/1.1\r\n${more}\r\n${body}\r\n`;
  const CUSTOMERS = `GET Erp.BO.CustomerSvc/Customers`;

  /** Answers a batch as an ERP does, each part by 200. */
  function answerAll(): void {
    upstream.respond = (request, response, body) => {
      const { units } = readMultipart(request.headers["content-type"] ?? "", body.toString("utf8"));
      const answers = units.map(() => "--r\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}\r\n");
      response.writeHead(200, { "content-type": "multipart/mixed; boundary=r" }).end(`${answers.join("")}--r--\r\n`);
    };
  }

  const hostile: [what: string, body: string, type?: string][] = [
    ["no body", ""],
    ["no boundary in the type", part(CUSTOMERS), "multipart/mixed"],
    ["two boundaries in the type", `${part(CUSTOMERS)}--b--`, "multipart/mixed; boundary=b; boundary=c"],
    ["a boundary with a line break's escape", `${part(CUSTOMERS)}--b--`, 'multipart/mixed; boundary="b\\r"'],
    ["another multipart", `${part(CUSTOMERS)}--b--`, "multipart/related; boundary=b"],
    ["no last boundary", part(CUSTOMERS)],
    ["a text before the first boundary", `x\r\n${part(CUSTOMERS)}--b--`],
    ["a text after the last boundary", `${part(CUSTOMERS)}--b--\r\nGET /x`],
    ["a part of another type", `--b\r\nContent-Type: text/plain\r\n\r\nGET x HTTP/1.1\r\n\r\n\r\n--b--`],
    ["a folded header", `--b\r\nContent-Type: application/http\r\n\r\nGET x HTTP/1.1\r\nA: 1\r\n B: 2\r\n\r\n--b--`],
    ["a header twice", part(CUSTOMERS, "Accept: a\r\nAccept: b\r\n") + "--b--"],
    ["a blank before the colon", part(CUSTOMERS, "Accept : a\r\n") + "--b--"],
    ["a request line with two blanks", part("GET  x") + "--b--"],
    ["HTTP/0.9", `--b\r\nContent-Type: application/http\r\n\r\nGET x\r\n\r\n\r\n--b--`],
    ["a coding", `--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: base64\r\n\r\nR0VU\r\n--b--`],
    [
      "a change set in a change set",
      "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n--d--\r\n--c--\r\n--b--",
    ],
    ["a hundred and one parts", `${part(CUSTOMERS).repeat(101)}--b--`],
    ["no JSON", "{", "application/json"],
    ["no list", '{"requests":{}}', "application/json"],
    ["an id twice", json([{ id: "1" }, { id: "1" }]), "application/json"],
    ["a url with a blank", json([{ id: "1", url: "a b" }]), "application/json"],
    ["a header with a line break", json([{ id: "1", headers: { a: "b\r\nc" } }]), "application/json"],
  ];
  function json(requests: readonly object[]): string {
    return JSON.stringify({ requests: requests.map((each) => ({ method: "GET", url: "x", ...each })) });
  }
  for (const [what, body, type] of hostile) {
    test(`${what}: 400, and the ERP sees nothing`, async () => {
      const answer = await send(body, type);
      const { reason, detail } = (await answer.json()) as { readonly reason: string; readonly detail: string };
      assert.deepEqual([answer.status, reason], [400, "batch.malformed"]);
      assert.match(detail, /^The batch was not sent: /);
      assert.deepEqual(upstream.seen, []);
    });
  }

  test("bytes that are no UTF-8, and too many: refused", async () => {
    const wrong = await send("\u0000");
    assert.equal(wrong.status, 400);
    assert.equal((await send("x".repeat(1024 * 1024 + 1))).status, 413);
    assert.deepEqual(upstream.seen, []);
  });

  const refusals: [line: string, more: string, reason: string][] = [
    ["GET http://other.example/erp/api/v1/A.BSvc/C", "", "path.not-canonical"],
    ["GET //other.example/x", "", "path.not-canonical"],
    ["GET /ERP/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers", "", "path.not-canonical"],
    ["GET ../EPIC07/Erp.BO.CustomerSvc/Customers", "", "path.not-canonical"],
    ["GET Erp.BO.CustomerSvc/%2e%2e/Erp.BO.VendorSvc/Vendors", "", "path.not-canonical"],
    ["GET Erp.BO.CustomerSvc/Customers#x", "", "path.not-canonical"],
    ["GET Erp.BO.VendorSvc/Vendors", "", "scope.denied"],
    ["GET $1/Orders", "", "address.unknown"],
    ["POST $batch", "", "batch.unsupported"],
    ["POST Ice.Lib.SessionModSvc/Login", "", "address.unknown"],
    ["POST /erp/TokenResource.svc/", "", "address.unknown"],
    ["TRACE Erp.BO.CustomerSvc/Customers", "", "method.not-allowed"],
    [CUSTOMERS, "Authorization: Basic x\r\n", "credential.duplicated"],
    [CUSTOMERS, "X-API-Key: x\r\n", "credential.duplicated"],
    ["POST Erp.BO.CustomerSvc/Customers", "X-HTTP-Method: DELETE\r\n", "header.method-override"],
    ["GET Erp.BO.CustomerSvc/Customers?api-key=x", "", "credential.in-query"],
  ];
  for (const [line, more, reason] of refusals) {
    test(`${line} ${more.trim()}: ${reason}, by itself`, async () => {
      answerAll();
      const answer = await send(`${part(line, more)}${part(CUSTOMERS)}--b--`);
      const text = await answer.text();
      assert.equal(answer.status, 200);
      assert.match(text, new RegExp(`"reason":"${reason.replace(".", "\\.")}"`));
      assert.match(text, /HTTP\/1\.1 200 OK/);
      assert.equal(upstream.seen.length, 1);
      const sent = upstream.seen[0]?.body.toString("utf8") ?? "";
      assert.equal(sent.match(/ HTTP\/1\.1/g)?.length, 1);
      assert.match(sent, /\r\nGET \/ERP\/api\/v2\/odata\/EPIC06\/Erp\.BO\.CustomerSvc\/Customers HTTP\/1\.1\r\n/);
    });
  }

  test("nothing that may be sent: answered here, with the ERP's status for its version", async () => {
    const two = await send(`${part("GET Erp.BO.VendorSvc/Vendors")}--b--`);
    assert.equal(two.status, 200);
    const one = await send(`${part("GET Erp.BO.VendorSvc/Vendors")}--b--`, undefined, "/api/v1/$batch");
    assert.equal(one.status, 202);
    assert.deepEqual(upstream.seen, []);
  });

  test("a look-alike of the boundary in a body stays a body", async () => {
    answerAll();
    const body = '{"Name":"--b-- \\r\\n--bb"}\r\n--bb\r\n--b-';
    await send(`${part("POST Erp.BO.CustomerSvc/Customers", "Content-Type: application/json\r\n", body)}--b--`);
    const sent = upstream.seen[0]?.body.toString("utf8") ?? "";
    assert.ok(sent.includes(body));
    assert.equal(sent.match(/ HTTP\/1\.1/g)?.length, 1);
  });

  test("the caller's headers do not go along, of the whole or of a part; each part has an audit row", async () => {
    answerAll();
    const more = "License: x\r\nSessionInfo: x\r\nX-Forwarded-For: x\r\nIf-Match: y\r\n";
    await send(`${part(CUSTOMERS, more)}${part("GET Erp.BO.VendorSvc/Vendors")}--b--`);
    const [seen] = upstream.seen;
    const sent = seen?.body.toString("utf8") ?? "";
    assert.doesNotMatch(sent, /license|sessioninfo|forwarded/i);
    assert.match(sent, /if-match: y/);
    assert.equal(seen?.headers["x-api-key"], ERP_API_KEY);
    let rows = await auditOf(running.gateway, "GET /erp/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors");
    while (!rows.some(({ reason }) => reason === "scope.denied"))
      rows = await auditOf(running.gateway, "GET /erp/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors");
  });

  test("v1: each part is judged and sent in the company that it names", async () => {
    answerAll();
    const settings = (company: string): string => `CallSettings: {"Company":"${company}"}\r\n`;
    const answer = await send(
      `${part("GET Erp.BO.PartSvc/Parts", settings("EPIC07"))}${part("GET Erp.BO.PartSvc/Parts")}--b--`,
      undefined,
      "/api/v1/$batch",
    );
    assert.match(await answer.text(), /200 OK[\s\S]*403 Forbidden/);
    const sent = upstream.seen[0]?.body.toString("utf8") ?? "";
    assert.match(sent, /callsettings: \{"Company":"EPIC07"\}/);
    assert.equal(upstream.seen[0]?.headers["callsettings"], undefined);
  });

  test("a part that the gateway's own login failed in is told as that, and the key in it is not passed on", async () => {
    const body = JSON.stringify({
      HttpStatus: 401,
      ErrorMessage: `Invalid API Key ${ERP_API_KEY}.\r\nCompany EPIC06.`,
    });
    upstream.respond = (_request, response) =>
      response
        .writeHead(200, { "content-type": "multipart/mixed; boundary=r" })
        .end(`--r\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 401 Unauthorized\r\n\r\n${body}\r\n--r--`);
    const text = await (await send(`${part(CUSTOMERS)}--b--`)).text();
    assert.match(text, /HTTP\/1\.1 502/);
    assert.ok(!text.includes(ERP_API_KEY));
  });

  for (const [what, respond] of [
    ["an answer that is no batch", "hello"],
    ["an answer that is cut", "--r\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}"],
  ] as const) {
    test(`${what}: 502`, async () => {
      upstream.respond = (_request, response) =>
        response.writeHead(200, { "content-type": "multipart/mixed; boundary=r" }).end(respond);
      assert.equal((await send(`${part(CUSTOMERS)}--b--`)).status, 502);
    });
  }

  test("whatever stands in a batch, no path is sent that policy did not allow", async () => {
    answerAll();
    const piece = fc.constantFrom(
      ..."GET POST / // .. . %2e %2f \\ ? # ; $batch $1 Erp.BO.CustomerSvc Erp.BO.VendorSvc Customers ('a') --b \r\n \r\n\r\n HTTP/1.1 Host: : http://x api v1 v2 odata EPIC06 EPIC07 erp \u0000 é".split(
        " ",
      ),
      " ",
    );
    const line = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(""));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(line, line), { minLength: 1, maxLength: 3 }), async (lines) => {
        upstream.seen.length = 0;
        const body = lines.map(([url, more]) => part(`GET ${url}`, more)).join("");
        await (await send(`${body}${part(CUSTOMERS)}--b--`)).text();
        for (const { body: sent } of upstream.seen) {
          for (const [, method, path] of sent.toString("utf8").matchAll(/^([A-Z]+) (\S+) HTTP\/1\.1\r$/gm)) {
            assert.equal(method, "GET");
            assert.match(path ?? "", /^\/ERP\/api\/(?:v1|v2\/odata\/EPIC06)\/Erp\.BO\.CustomerSvc(?:\/|$)/);
          }
        }
      }),
      { numRuns: 80 },
    );
  });
});
