import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, ErpgateError } from "../../src/index.ts";
import type { Prophet21Options } from "../../src/index.ts";
import { json, startErpServer } from "../erp-server.ts";
import { codeOf, emulated, key } from "./emulated.ts";

const auth = { kind: "bearer", token: "t" } as const;

describe("the UI server", () => {
  it("is asked of the router once, with its slash and for JSON, however many want it", async () => {
    await using world = emulated();
    const { p21, erp } = world;
    const urls = await Promise.all([p21.uiServer(), p21.uiServer(), p21.serverInfo().then(() => p21.uiServer())]);
    assert.deepEqual(new Set(urls), new Set([`${erp.prophet21.url}/uiserver0`]));
    const [asked, ...more] = world.requests("GET", "/router/v1/");
    assert.equal(more.length, 0);
    assert.match(asked?.url ?? "", /\/api\/ui\/router\/v1\/\?urlType=external$/);
    assert.equal(asked?.headers.get("accept"), "application/json");
  });

  /** Asks through a router that names `url`; gives the code, or where it went. */
  async function routed(url: unknown, options: Partial<Prophet21Options> = {}, asXml = false): Promise<unknown> {
    await using server = await startErpServer((_seen, response) =>
      asXml ? response.end(`<RouterInfo><Url>${String(url)}</Url></RouterInfo>`) : json(response, { Url: url }),
    );
    await using p21 = connect({ system: "prophet21", url: server.url, auth, ...options });
    try {
      return await p21.uiServer();
    } catch (error) {
      assert.ok(ErpgateError.is(error), String(error));
      assert.equal(server.seen.length, 1, "a token went on although the answer was refused");
      return error.code;
    }
  }

  it("may be on the connection's own host, at any port, slash or none, in XML, too", async () => {
    assert.equal(await routed("http://127.0.0.1:9/uiserver0/"), "http://127.0.0.1:9/uiserver0");
    assert.equal(await routed("https://127.0.0.1/ui"), "https://127.0.0.1/ui");
    assert.equal(await routed("http://127.0.0.1:9", {}, true), "http://127.0.0.1:9");
  });

  it("is refused on another host, unless that origin is allowed", async () => {
    const elsewhere = "https://ui.example.com/uiserver0";
    assert.equal(await routed(elsewhere), "P21_UI_SERVER_UNTRUSTED");
    assert.equal(await routed("http://localhost:9/"), "P21_UI_SERVER_UNTRUSTED");
    assert.equal(await routed(elsewhere, { uiServers: ["https://ui.example.com"] }), elsewhere);
    assert.equal(await routed(elsewhere, { uiServers: ["https://ui.example.com:444"] }), "P21_UI_SERVER_UNTRUSTED");
    assert.equal(
      await routed(elsewhere, { uiServers: ["http://ui.example.com"], allowInsecureHttp: true }),
      "P21_UI_SERVER_UNTRUSTED",
    );
  });

  it("is refused where the answer is no plain address", async () => {
    for (const url of [
      "",
      "uiserver0",
      "//127.0.0.1/x",
      "ftp://127.0.0.1/",
      "http://u:p@127.0.0.1/",
      "http://127.0.0.1/?x",
      7,
      null,
    ]) {
      assert.equal(await routed(url), "ANSWER_UNRECOGNISED", String(url));
    }
  });

  it("gets the calls at its own origin and path, with its own host header", async () => {
    const result = { "Version/Application Version": "26.1.5950.0", "Monitoring/isproduction": "true" };
    await using ui = await startErpServer((_seen, response) => json(response, { Result: result }));
    await using server = await startErpServer((_seen, response) => json(response, { Url: `${ui.url}/elsewhere/` }));
    await using p21 = connect({ system: "prophet21", url: server.url, auth });
    const info = await p21.serverInfo();
    assert.deepEqual(info, { version: "26.1.5950.0", isProduction: false, values: result });
    const [seen] = ui.seen;
    assert.equal(seen?.url, "/elsewhere/ui/common/v1/serverinfo");
    assert.equal(seen?.headers.host, new URL(ui.url).host);
    assert.equal(seen?.headers.authorization, "Bearer t");
  });

  it("is looked for at its usual place by a key whose scope opens it and not the router", async () => {
    await using world = emulated({
      auth: { kind: "consumer-key", key, username: "api_user" },
      prophet21: { consumerKey: { key, scope: "/uiserver0" } },
    });
    assert.equal(await world.p21.uiServer(), `${world.erp.prophet21.url}/uiserver0`);
    await using session = await world.p21.interactive();
    assert.notEqual(session.id, "");
  });

  it("is asked for again after a failure, and a redirect is none of its addresses", async () => {
    let answers = 0;
    await using server = await startErpServer((seen, response) => {
      answers += 1;
      if (answers === 1) response.writeHead(307, { location: "https://ui.example.com/" }).end();
      else json(response, { Url: `http://${seen.headers.host ?? ""}/uiserver0` });
    });
    await using p21 = connect({ system: "prophet21", url: server.url, auth });
    assert.equal(await codeOf(p21.uiServer()), "REDIRECT_REFUSED");
    assert.equal(await p21.uiServer(), `${server.url}/uiserver0`);
  });
});

describe("serverInfo", () => {
  it("tells production only by a literal true", async () => {
    for (const [isproduction, expected] of [
      [true, true],
      [null, false],
      ["absent", false],
    ] as const) {
      await using world = emulated({ prophet21: { switches: { isproduction, build: "25.2" } } });
      const info = await world.p21.serverInfo();
      assert.equal(info.isProduction, expected);
      assert.equal(info.version, "25.2.5749.0");
    }
  });

  it("refuses an answer of another form", async () => {
    await using server = await startErpServer((seen, response) =>
      json(response, seen.url.includes("router") ? { Url: `http://${seen.headers.host ?? ""}` } : { Result: null }),
    );
    await using p21 = connect({ system: "prophet21", url: server.url, auth });
    assert.equal(await codeOf(p21.serverInfo()), "ANSWER_UNRECOGNISED");
  });
});

describe("the option uiServers", () => {
  const fault = (uiServers: unknown): string => {
    try {
      connect({ system: "prophet21", url: "https://p21.example.com", auth, uiServers } as Prophet21Options);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };
  it("is a list of origins", () => {
    assert.equal(fault(["https://ui.example.com", "https://ui2.example.com/"]), "");
    assert.match(fault("https://ui.example.com"), /"uiServers" must be a list/);
    assert.match(fault(["https://ui.example.com/uiserver0"]), /"uiServers.0" has a path/);
    assert.match(
      fault(["x", "http://ui.example.com"]),
      /"uiServers.0" is no web address[^]*"uiServers.1" is plain http/,
    );
  });
});
