import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect, ErpgateError } from "../../src/index.ts";
import { licenseTypes } from "../../src/kinetic/index.ts";
import { json, startErpServer } from "../erp-server.ts";
import { all, codeOf, emulated, headerJson } from "./emulated.ts";

const CUSTOMERS = "Erp.BO.CustomerSvc/Customers";
const MODIFIED = { Name: "changed" };
const isLogin = (line: string): boolean => line.endsWith("SessionModSvc/Login");
const isLogout = (line: string): boolean => line.endsWith("SessionModSvc/Logout");

describe("session()", () => {
  it("takes one licence from Login to Logout, names itself on every call, and ends itself", async () => {
    await using erp = emulated({ erp: { licences: { WebService: 1, DefaultUser: 0 } } });
    {
      await using session = await erp.kinetic.session({ license: "WebService", plant: "Harbor" });
      const { id } = session;
      assert.deepEqual(
        erp.erp.kinetic.sessions().map((one) => [one.id, one.licence, one.plant]),
        [[id, "WebService", "Harbor"]],
      );
      await session.get(`${CUSTOMERS}?$top=1`);
      await session.method("Erp.BO.CustomerSvc", "GetByID", { custNum: 5 });
      await session.efx("OrderDesk", "Ping");
      await all(session.odata(CUSTOMERS, { top: 1 }));
      await all(session.baq("zCustomer01", {}, { top: 1 }));
      await session.fetch(`${CUSTOMERS}?$top=1`, { plant: "MfgSys" });
      for (const sent of erp.sent.slice(1)) {
        assert.deepEqual(headerJson(sent, "license"), { ClaimedLicense: licenseTypes.WebService, SessionID: id });
        assert.equal(sent.headers.get("sessioninfo"), null, "a business object's call with SessionInfo is a 500");
      }
      assert.deepEqual(headerJson(erp.sent.at(-1), "callsettings"), { Company: "EPIC06", Plant: "MfgSys" });
    }
    assert.deepEqual(erp.erp.kinetic.sessions(), []);
    assert.ok(isLogout(erp.lines().at(-1) ?? ""));
    assert.equal((headerJson(erp.sent.at(-1), "sessioninfo") as { SessionID: string }).SessionID.length, 36);
    assert.equal(erp.erp.kinetic.licences.penalties, 0);
  });

  it("claims a Default user's licence where nothing else is said, and says so beside its id", async () => {
    await using erp = emulated({ connection: { apiVersion: "v1" } });
    await using session = await erp.kinetic.session();
    assert.equal(erp.sent[0]?.headers.get("license"), null);
    await session.get(`${CUSTOMERS}?$top=1`);
    const expected = { ClaimedLicense: licenseTypes.DefaultUser, SessionID: session.id };
    assert.deepEqual(headerJson(erp.sent[1], "license"), expected);
    assert.equal(erp.erp.kinetic.sessions()[0]?.licence, "DefaultUser");
  });

  it("is logged out though what it was for failed, and only once", async () => {
    await using erp = emulated();
    const work = async (): Promise<void> => {
      await using session = await erp.kinetic.session();
      await session.get("Erp.BO.NoSuchSvc/Things");
    };
    assert.equal(await codeOf(work()), "KINETIC_NOT_FOUND");
    const session = await erp.kinetic.session();
    await Promise.all([session.end(), session.end()]);
    await session.end();
    assert.equal(erp.lines().filter(isLogout).length, 2);
    assert.deepEqual(erp.erp.kinetic.sessions(), []);
    assert.equal(await codeOf(session.get(CUSTOMERS)), "CONNECTION_CLOSED");
    assert.equal(await codeOf(all(session.baq("zCustomer01", {}, { top: 1 }))), "CONNECTION_CLOSED");
    assert.equal(await session.isValid(), false);
  });

  it("that is still open is logged out by the connection's end", async () => {
    const erp = emulated();
    const [one, other] = [await erp.kinetic.session(), await erp.kinetic.session()];
    await other.end();
    await erp.kinetic.close();
    assert.deepEqual(erp.erp.kinetic.sessions(), []);
    assert.equal(erp.lines().filter(isLogout).length, 2);
    assert.equal(await codeOf(one.get(CUSTOMERS)), "CONNECTION_CLOSED");
  });

  it("a Logout that fails is told to the log, fails nobody, and can be tried again", async () => {
    let isDown = true;
    await using erp = emulated({
      between: (request, next) =>
        isDown && request.url.endsWith("Logout") ? Promise.resolve(new Response("", { status: 500 })) : next(request),
    });
    const session = await erp.kinetic.session();
    await session[Symbol.asyncDispose]();
    assert.ok(erp.logged.some((event) => event.event === "session-left" && event.code === "ANSWER_UNRECOGNISED"));
    assert.equal(erp.erp.kinetic.sessions().length, 1);
    isDown = false;
    await session.end();
    assert.equal(erp.erp.kinetic.sessions().length, 0);
  });

  it("knows whether the server still has it, and can be used for nothing but to stay", async () => {
    await using erp = emulated({ erp: { switches: { sessionIdleTimeoutMinutes: 10 } } });
    await using session = await erp.kinetic.session();
    assert.equal(await session.isValid(), true);
    erp.erp.clock.advance({ minutes: 9 });
    await session.keepAlive();
    erp.erp.clock.advance({ minutes: 9 });
    assert.equal(await session.isValid(), true);
    erp.erp.clock.advance({ minutes: 11 });
    assert.equal(await session.isValid(), false);
    assert.equal(erp.lines().filter(isLogin).length, 1);
  });

  it("has no room where the pool is empty: the code says for how long to stay away", async () => {
    await using erp = emulated({ erp: { licences: { DataCollection: 1 } } });
    await using first = await erp.kinetic.session({ license: "DataCollection" });
    const error: unknown = await erp.kinetic.session({ license: "DataCollection" }).catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error) && error.code === "KINETIC_LICENSE_EXHAUSTED");
    assert.equal(error.retryAfterMs, 30_000);
    assert.match(error.message, /No DataCollection seat is free in company EPIC06\. Each session holds one seat/);
    assert.ok(await first.isValid());
  });

  it("does not name a session that the connection was given", async () => {
    const other = "11111111-2222-3333-4444-555555555555";
    await using erp = emulated({ connection: { sessionId: other, sessionInfo: other, license: "WebService" } });
    await using session = await erp.kinetic.session();
    await session.get(`${CUSTOMERS}?$top=1`);
    assert.deepEqual(headerJson(erp.sent[0], "license"), { ClaimedLicense: licenseTypes.WebService });
    assert.equal(erp.sent[1]?.headers.get("sessioninfo"), null);
    assert.ok(!JSON.stringify(headerJson(erp.sent[1], "license")).includes(other));
  });

  it("is refused where the server answers no id, or the options are wrong", async () => {
    await using erp = emulated({ between: () => Promise.resolve(Response.json({ returnObj: "" })) });
    assert.equal(await codeOf(erp.kinetic.session()), "ANSWER_UNRECOGNISED");
    assert.equal(await codeOf(erp.kinetic.session({ license: "None" })), "REQUEST_INVALID");
  });
});

describe("a session that the server has ended", () => {
  const timedOut = async () => {
    const erp = emulated({ erp: { switches: { sessionIdleTimeoutMinutes: 1 } } });
    const session = await erp.kinetic.session({ license: "WebService" });
    const goneId = session.id;
    erp.erp.clock.advance({ minutes: 2 });
    return { erp, session, goneId };
  };

  it("is opened anew once for all reads that meet the gap, and they go on", async () => {
    const { erp, session, goneId } = await timedOut();
    await using _connection = erp;
    const reads = Array.from({ length: 20 }, () => session.get<{ value: unknown[] }>(`${CUSTOMERS}?$top=1`));
    for (const { value } of await Promise.all(reads)) assert.equal(value.length, 1);
    await session.method("Erp.BO.CustomerSvc", "GetByID", { custNum: 5 }, { verb: "POST" });
    assert.notEqual(session.id, goneId);
    assert.equal(erp.lines().filter(isLogin).length, 2);
    await session.end();
    assert.deepEqual(erp.erp.kinetic.sessions(), []);
  });

  it("repeats no write: it fails with its code, and the next one finds the session there", async () => {
    const { erp, session } = await timedOut();
    await using _connection = erp;
    const write = (): Promise<Response> =>
      session.fetch(`${CUSTOMERS}('EPIC06',5)`, { method: "PATCH", body: JSON.stringify(MODIFIED) });
    const refused = await write();
    assert.equal(refused.status, 410);
    assert.match(await refused.text(), /InvalidSessionException/);
    assert.equal(erp.sent.filter(({ method }) => method === "PATCH").length, 1);
    assert.equal((await write()).status, 204);
    assert.equal(erp.lines().filter(isLogin).length, 2);
    assert.deepEqual(await session.efx("OrderDesk", "Ping"), { reply: "pong" });
  });

  it("is not opened again and again where the new one is refused as well", async () => {
    await using server = await startErpServer((seen, response) => {
      if (seen.url.endsWith("Login")) return json(response, { returnObj: crypto.randomUUID() });
      if (seen.url.endsWith("Logout")) return json(response, {});
      json(response, { ErrorMessage: "gone", ErrorType: "Ice.Common.InvalidSessionException" }, 410);
    });
    const auth = { kind: "basic", username: "integration", password: seeded("session-password") } as const;
    await using kinetic = connect({ system: "kinetic", url: `${server.url}/ERP`, company: "EPIC06", auth });
    await using session = await kinetic.session();
    assert.equal(await codeOf(session.get("Erp.BO.CustomerSvc/Customers")), "KINETIC_SESSION_INVALID");
    assert.equal(server.seen.filter(({ url }) => url.endsWith("Login")).length, 2);
    assert.equal(server.seen.filter(({ url }) => url.endsWith("Customers")).length, 2);
  });

  it("fails its calls with what the new Login failed of", async () => {
    const { erp, session } = await timedOut();
    await using _connection = erp;
    erp.erp.fault({ system: "kinetic", kind: "license-exhausted", next: 1 });
    assert.equal(await codeOf(session.get(`${CUSTOMERS}?$top=1`)), "KINETIC_LICENSE_EXHAUSTED");
    assert.equal((await session.fetch(`${CUSTOMERS}?$top=1`)).status, 200);
  });
});
