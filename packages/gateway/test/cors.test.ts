import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { updateConsumer, accessCheckFor } from "../src/index.ts";
import { type EchoUpstream, startEchoUpstream } from "./echo-upstream.ts";
import { kineticAt, startTestGateway, type TestGateway } from "./test-gateway.ts";

const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const PAGE = "https://app.example.com";
const OTHER_PAGE = "https://evil.example.com";

describe("web pages of other origins", () => {
  let upstream: EchoUpstream;
  let running: TestGateway;
  let called: string;
  let closed: string;
  before(async () => {
    upstream = await startEchoUpstream();
    upstream.respond = (_request, response) =>
      response
        .writeHead(200, { "content-type": "application/json", "access-control-allow-origin": "*" })
        .end('{"value":[]}');
    const connections = { erp: kineticAt(`${upstream.url}/ERP`), two: kineticAt(`${upstream.url}/TWO`) };
    running = await startTestGateway(connections);
    called = await running.register("shop", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
    closed = await running.register("batch", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
    const { store, consumers } = running.gateway;
    await updateConsumer(store, "shop", { origins: [PAGE] }, accessCheckFor(connections));
    await consumers.reload();
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });

  const preflight = (path: string, origin: string): Promise<Response> =>
    fetch(running.url + path, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "x-api-key" },
    });
  const ask = (key: string, origin: string, path = PATH): Promise<Response> =>
    fetch(running.url + path, { headers: { origin, "x-api-key": key } });
  const allowed = (answer: Response): string | null => answer.headers.get("access-control-allow-origin");

  test("a preflight needs no credential, and is answered for origins that a consumer of the connection is called from", async () => {
    const answer = await preflight(PATH, PAGE);
    assert.equal(answer.status, 204);
    assert.equal(allowed(answer), PAGE);
    assert.equal(answer.headers.get("access-control-allow-headers"), "x-api-key");
    assert.equal(answer.headers.get("vary"), "origin");
    assert.equal(answer.headers.get("access-control-allow-credentials"), null);
    assert.equal((await preflight("/oauth/token", PAGE)).status, 204);
  });

  test("any other is refused and told no origin", async () => {
    for (const [path, origin] of [
      [PATH, OTHER_PAGE],
      [PATH, "null"],
      [PATH, `${PAGE}.evil.example`],
      [PATH.replace("/erp/", "/two/"), PAGE],
    ] as const) {
      const answer = await preflight(path, origin);
      assert.equal(answer.status, 403, `${path} ${origin}`);
      assert.equal(allowed(answer), null);
    }
  });

  test("a page may read answers and refusals of the consumer that names its origin, on a fresh and on a known address", async () => {
    for (let time = 0; time < 2; time += 1) {
      const answer = await ask(called, PAGE);
      assert.equal(answer.status, 200);
      assert.equal(allowed(answer), PAGE);
    }
    const refused = await ask(called, PAGE, PATH.replace("Customer", "Vendor"));
    assert.equal(refused.status, 403);
    assert.equal(allowed(refused), PAGE);
  });

  test("what the ERP allows pages of its own does not come through, and its own rules never see the origin", async () => {
    assert.equal(allowed(await ask(closed, PAGE)), null);
    assert.equal(allowed(await ask(called, OTHER_PAGE)), null);
    const plain = await fetch(running.url + PATH, { headers: { "x-api-key": called } });
    assert.equal(allowed(plain), null);
    assert.equal(upstream.seen.at(-2)?.headers.origin, undefined);
  });

  test("the token endpoint tells the client that asked", async () => {
    const answer = await fetch(`${running.url}/oauth/token`, {
      method: "POST",
      headers: { origin: PAGE, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: "shop", client_secret: called }),
    });
    assert.equal(answer.status, 200);
    assert.equal(allowed(answer), PAGE);
  });

  test("an origin that no browser would send is refused when it is registered", async () => {
    const { store } = running.gateway;
    const check = accessCheckFor({ erp: kineticAt(`${upstream.url}/ERP`) });
    for (const origin of ["*", "https://app.example.com/", "app.example.com", "HTTPS://app.example.com", "ftp://x"])
      await assert.rejects(updateConsumer(store, "shop", { origins: [origin] }, check), /is no origin/);
  });
});
