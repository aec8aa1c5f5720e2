import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, ErpgateError } from "../../src/index.ts";
import { json, startErpServer } from "../erp-server.ts";
import { codeOf, emulated, key, keyAuth, password, userAuth } from "./emulated.ts";
import type { Emulated } from "./emulated.ts";
import { jwt } from "./jwt.ts";

const bearerOf = (request: Request | undefined): string => request?.headers.get("authorization") ?? "";
const sessionsMade = ({ requests }: Emulated): readonly Request[] => requests("POST", "/interactive/sessions");
const sessionsEnded = ({ requests }: Emulated): readonly Request[] => requests("DELETE", "/interactive/sessions");

/** A token of the emulator, as another program would have it. */
async function strangersToken({ erp }: Emulated): Promise<string> {
  const fetch = (request: Request): Promise<Response> => erp.prophet21.fetch(request);
  const options = { system: "prophet21", url: erp.prophet21.url, auth: userAuth } as const;
  await using other = connect(options, { fetch, now: () => erp.clock.now() });
  return (await other.token())?.token ?? "";
}

describe("an Interactive session", () => {
  for (const build of ["25.2", "26.1-early", "26.1-late"] as const) {
    it(`on ${build} opens, works and ends with one token that nobody else uses`, async () => {
      await using world = emulated({ prophet21: { switches: { build } } });
      await world.p21.get("/odataservice/odata/table/supplier?$top=1");
      {
        await using session = await world.p21.interactive({ responseWindows: false, idleSeconds: 120, app: "test" });
        assert.match(session.id, /^[0-9a-f-]{36}$/i);
        const window = await session.open("Supplier");
        const fields = { tab: "TABPAGE_1", datawindow: "tp_1_dw_1" };
        const changed = await window.change([{ ...fields, field: "supplier_name", value: "Erpgate Interactive" }]);
        assert.equal(changed.status, "success");
        const saved = await window.save();
        assert.ok(saved.events.some(({ name }) => name === "keygenerated"));
        assert.match(JSON.stringify(await window.data()), /Erpgate Interactive/);
        assert.match(JSON.stringify(await window.state()), /supplier_name/);
        assert.ok(Array.isArray(await window.tools()));
        await window.close();
      }
      const [made] = sessionsMade(world);
      assert.deepEqual(await made?.json(), {
        SessionTimeout: 120,
        ResponseWindowHandlingEnabled: false,
        ClientPlatformApp: "test",
      });
      const own = bearerOf(made);
      const inside = world.sent.filter(({ url }) => url.includes("/api/ui/interactive/"));
      assert.ok(inside.every((request) => bearerOf(request) === own));
      assert.ok(inside.every((request) => request.headers.get("accept") === "application/json"));
      assert.equal(sessionsEnded(world).length, 1);
      const shared = world.sent.find(({ url }) => url.includes("odataservice"));
      assert.notEqual(bearerOf(shared), own);
      assert.equal(world.erp.tally.tokensMinted.prophet21, 2);
    });
  }

  it("goes on with its token while the connection's is renewed, and ends with it", async () => {
    await using world = emulated({ auth: userAuth, prophet21: { switches: { tokenLifetimeSeconds: 1_000 } } });
    const session = await world.p21.interactive({ idleSeconds: 3_600 });
    const first = (await world.p21.token())?.token;
    world.erp.clock.advance({ seconds: 900 });
    const window = await session.open("Supplier");
    world.erp.clock.advance({ seconds: 50 });
    await world.p21.get("/odataservice/odata/table/supplier?$top=1");
    const later = await world.p21.token();
    world.erp.clock.advance({ seconds: 40 });
    await window.clear();
    await session.end();
    assert.equal(new Set([...sessionsMade(world), ...sessionsEnded(world)].map(bearerOf)).size, 1);
    assert.ok(first !== undefined && later !== undefined);
  });

  it("is never used with a token that has run out, nor with another", async () => {
    await using world = emulated({ auth: userAuth, prophet21: { switches: { tokenLifetimeSeconds: 1_000 } } });
    const session = await world.p21.interactive({ idleSeconds: 3_600 });
    world.erp.clock.advance({ seconds: 1_001 });
    const before = world.sent.length;
    const error: unknown = await session.open("Supplier").catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error));
    assert.equal(error.code, "P21_TOKEN_EXPIRED");
    assert.match(error.message, /never renewed/);
    assert.equal(world.sent.length, before);
    await session[Symbol.asyncDispose]();
    assert.deepEqual(world.logged.at(-1), { event: "session-left", code: "P21_TOKEN_EXPIRED" });
  });

  it("is refused where the token cannot outlive it, before it is made", async () => {
    await using world = emulated({ auth: userAuth, prophet21: { switches: { tokenLifetimeSeconds: 300 } } });
    assert.equal(await codeOf(world.p21.interactive()), "P21_TOKEN_TOO_SHORT");
    assert.equal(sessionsMade(world).length, 0);
    await using session = await world.p21.interactive({ longestMs: 200_000 });
    assert.ok(session.expiresAtMs);
  });

  it("has company: as many as there are tokens, and each ends its own", async () => {
    await using world = emulated();
    const sessions = await Promise.all([world.p21.interactive(), world.p21.interactive(), world.p21.interactive()]);
    assert.equal(new Set(sessionsMade(world).map(bearerOf)).size, 3);
    await sessions[0]?.end();
    await sessions[1]?.open("Supplier");
    for (const session of sessions) await session.end();
    assert.equal(sessionsEnded(world).length, 3, "ending twice asks once");
    assert.equal(await codeOf(sessions[0]?.open("Supplier") ?? Promise.resolve()), "CONNECTION_CLOSED");
  });

  it("repairs what a crash left on its token: ends it with the same token and creates once", async () => {
    await using other = emulated();
    const token = await strangersToken(other);
    const { erp } = other;
    const now = (): number => erp.clock.now();
    const unseen = (request: Request): Promise<Response> => erp.prophet21.fetch(request);
    const auth = { kind: "bearer", token } as const;
    const seen: string[] = [];
    const fetch = (request: Request): Promise<Response> => {
      seen.push(`${request.method} ${new URL(request.url).pathname.split("/").at(-1) ?? ""}`);
      return erp.prophet21.fetch(request);
    };
    await using crashed = connect({ system: "prophet21", url: erp.prophet21.url, auth }, { now, fetch: unseen });
    await crashed.interactive();
    await using p21 = connect({ system: "prophet21", url: erp.prophet21.url, auth }, { now, fetch });
    await using session = await p21.interactive();
    await session.open("Supplier");
    assert.deepEqual(seen.slice(1), ["POST sessions", "DELETE sessions", "POST sessions", "POST window"]);
    // A second one on the same token would have to end the first.
    assert.equal(await codeOf(p21.interactive()), "P21_SESSION_EXISTS");
    assert.equal((await session.open("Supplier")).id.length > 0, true);
    await session.end();
    await (await p21.interactive()).end();
  });

  it("that was neither made nor refused is ended, since only its token can", async () => {
    for (const answer of ["empty 500", "no JSON", "reset"] as const) {
      await using world = emulated({
        between: async (request, next) => {
          const isCreate = request.method === "POST" && request.url.endsWith("/interactive/sessions");
          const made = await next(request);
          if (!isCreate) return made;
          if (answer === "reset") throw Object.assign(new Error("cut"), { code: "ECONNRESET" });
          return answer === "empty 500" ? new Response(null, { status: 500 }) : new Response("<html></html>");
        },
      });
      assert.equal(typeof (await codeOf(world.p21.interactive())), "string");
      assert.equal(sessionsMade(world).length, 1, "a create is not repeated");
      assert.deepEqual(sessionsEnded(world).map(bearerOf), sessionsMade(world).map(bearerOf));
    }
  });

  it("needs a user, and says which kind is missing", async () => {
    const finding = async (auth: Exclude<Parameters<typeof connect>[0], string>["auth"]): Promise<unknown> => {
      await using world = emulated({ auth: auth as typeof keyAuth });
      const error: unknown = await world.p21.interactive().catch((thrown: unknown) => thrown);
      assert.ok(ErpgateError.is(error));
      assert.equal(error.code, "P21_USER_UNKNOWN");
      return error.finding;
    };
    assert.equal(await finding({ kind: "consumer-key", key }), "prophet21/interactive-needs-username");
    assert.equal(
      await finding({ kind: "consumer-key", key, username: "erpgate" }),
      "prophet21/interactive-user-unknown",
    );
  });

  it("lies idle at its own risk", async () => {
    await using world = emulated();
    const session = await world.p21.interactive();
    const window = await session.open("Supplier");
    world.erp.clock.advance({ seconds: 50 });
    await window.data();
    world.erp.clock.advance({ seconds: 61 });
    assert.equal(await codeOf(window.data()), "P21_SESSION_INVALID");
    await session.end();
  });

  it("rests after a token request that was refused", async () => {
    await using world = emulated({
      auth: userAuth,
      between: (request, next) =>
        request.url.includes("/security/token") && world.sent.filter(({ url }) => url.includes("token")).length > 1
          ? Promise.resolve(new Response(null, { status: 401 }))
          : next(request),
    });
    assert.equal(await codeOf(world.p21.interactive()), "P21_CREDENTIALS_INVALID");
    const tokenCalls = (): number => world.requests("POST", "/token/v2").length;
    const before = tokenCalls();
    assert.equal(await codeOf(world.p21.interactive()), "P21_CREDENTIALS_INVALID");
    assert.equal(tokenCalls(), before);
    world.erp.clock.advance({ minutes: 2 });
    assert.equal(await codeOf(world.p21.interactive()), "P21_CREDENTIALS_INVALID");
    assert.equal(tokenCalls(), before + 1);
  });

  it("is not opened on a closed connection", async () => {
    const world = emulated();
    await world.p21.uiServer();
    await world.p21.close();
    assert.equal(await codeOf(world.p21.interactive()), "CONNECTION_CLOSED");
  });
});

describe("what the wire would meet with silence", () => {
  it("is refused here, all of it at once", async () => {
    await using world = emulated();
    const wrong = { sessionType: "Robot", idleSeconds: 0, responseWindows: 1, app: "", longestMs: -1, timeout: 5 };
    const error: unknown = await world.p21.interactive(wrong as never).catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error));
    assert.equal(error.code, "REQUEST_INVALID");
    for (const name of Object.keys(wrong)) assert.ok(error.message.includes(`"${name}"`), name);
    assert.equal(world.sent.length, 0);
    await using session = await world.p21.interactive();
    assert.equal(await codeOf(session.open(" ")), "REQUEST_INVALID");
    const window = session.window("w");
    const before = world.sent.length;
    const change: unknown = await window.change([{ tab: "", value: 1 } as never]).catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(change));
    for (const name of ["tab", "datawindow", "field", "value"]) assert.ok(change.message.includes(`"${name}"`), name);
    assert.equal(await codeOf(window.change([])), "REQUEST_INVALID");
    assert.equal(world.sent.length, before);
  });
});

describe("a window", () => {
  it("is opened by its service's name, and refused with one text for all reasons", async () => {
    await using world = emulated({
      auth: { kind: "password", username: "clerk", password },
      prophet21: { users: [{ username: "clerk", password, deniedWindows: ["Order"] }] },
    });
    await using session = await world.p21.interactive();
    for (const name of ["Order", "Supplier Maintenance", "NoSuchWindow"]) {
      const error: unknown = await session.open(name).catch((thrown: unknown) => thrown);
      assert.ok(ErpgateError.is(error));
      assert.deepEqual([error.code, error.finding], ["P21_WINDOW_DENIED", "prophet21/window-permission"]);
    }
  });

  it("that refuses is an error with its own words", async () => {
    await using world = emulated();
    await using session = await world.p21.interactive();
    const window = await session.open("Supplier");
    const error: unknown = await window.save().catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error), "an empty supplier was saved");
    assert.equal(error.code, "P21_APPLICATION_ERROR");
    assert.match(error.message, /saving failed: ".+"/);
  });

  it("is blocked by a dialog, which is a window, too", async () => {
    await using world = emulated();
    await using session = await world.p21.interactive({ responseWindows: true });
    const window = await session.open("Supplier");
    const fields = { tab: "TABPAGE_1", datawindow: "tp_1_dw_1" };
    await window.change([{ ...fields, field: "supplier_name", value: "Erpgate To Delete" }]);
    await window.save();
    const blocked = await window.run({ tool: "cb_delete", text: "Delete" });
    assert.equal(blocked.status, "blocked");
    assert.ok(blocked.dialog);
    assert.equal(
      (await window.clear().catch(() => undefined))?.status ?? "blocked",
      "success",
      "clearing needs no answer",
    );
    const dialog = session.window(blocked.dialog);
    assert.match(JSON.stringify(await dialog.tools()), /cb_yes/);
    assert.equal((await dialog.run({ tool: "cb_no" })).status, "success");
  });

  it("sends what the wire wants: the bare id to save, windowId for tools, DatawindowName, Row", async () => {
    await using server = await startErpServer((seen, response) => {
      if (seen.url.includes("router")) return json(response, { Url: `http://${seen.headers.host ?? ""}/ui` });
      if (seen.url.endsWith("/sessions")) return json(response, seen.method === "POST" ? { Id: "s" } : {});
      return json(response, { Status: "Success", Messages: ["saved"], Events: [], WindowId: "w 1" });
    });
    const token = jwt({ sub: "u" });
    await using p21 = connect({ system: "prophet21", url: server.url, auth: { kind: "bearer", token } });
    await using session = await p21.interactive();
    const window = await session.open("Order");
    const change = { tab: null, datawindow: "form", field: "f", value: "1", valueType: "Data" } as const;
    await window.change([change]);
    await window.tab("LIST");
    await window.addRow("list");
    await window.selectRow("list", 3);
    await window.run({ tool: "cb_x", text: "X", datawindow: "list", field: "f", row: 0 });
    const saved = await window.save();
    assert.deepEqual(saved, {
      status: "success",
      messages: [{ text: "saved", type: "" }],
      events: [],
      dialog: undefined,
    });
    await window.tools({ datawindow: "list", row: 0 });
    await window.close();
    const shown = server.seen
      .filter(({ url }) => url.includes("/v2/"))
      .map(({ method, url, body }) => [method, url.replace("/ui/api/ui/interactive/v2", ""), body && JSON.parse(body)]);
    const id = { WindowId: "w 1" };
    assert.deepEqual(shown, [
      ["POST", "/window", { ServiceName: "Order" }],
      [
        "PUT",
        "/change",
        { ...id, List: [{ TabName: null, DatawindowName: "form", FieldName: "f", Value: "1", ValueType: "Data" }] },
      ],
      ["PUT", "/tab", { ...id, PageName: "LIST" }],
      ["POST", "/row", { ...id, DatawindowName: "list" }],
      ["PUT", "/row", { ...id, DatawindowName: "list", Row: 3 }],
      ["POST", "/tools", { ...id, ToolName: "cb_x", ToolText: "X", DatawindowName: "list", FieldName: "f", Row: 0 }],
      ["PUT", "/data", "w 1"],
      ["GET", "/tools?windowId=w%201&dwName=list&row=0", ""],
      ["DELETE", "/window?id=w%201", ""],
    ]);
  });
});
