import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect, ErpgateError } from "../../src/index.ts";
import type { KineticOptions } from "../../src/index.ts";
import { licenseTypes } from "../../src/kinetic/index.ts";
import { all, codeOf, emulated, headerJson } from "./emulated.ts";

const CUSTOMERS = "Erp.BO.CustomerSvc/Customers";
const session = "11111111-2222-3333-4444-555555555555";

describe("Kinetic's headers as options", () => {
  it("of a connection go out with every call", async () => {
    const connection = {
      plant: "MfgSys",
      language: "enu",
      formatCulture: "en-US",
      license: "crm",
      context: { BPMData: [{ Character01: "é" }] },
    };
    await using erp = emulated({ connection });
    await erp.kinetic.get(`${CUSTOMERS}?$top=1`);
    const [sent] = erp.sent;
    const settings = { Company: "EPIC06", Plant: "MfgSys", Language: "enu", FormatCulture: "en-US" };
    assert.deepEqual(headerJson(sent, "callsettings"), settings);
    assert.deepEqual(headerJson(sent, "license"), { ClaimedLicense: licenseTypes.CRM });
    assert.deepEqual(headerJson(sent, "contextheader"), { Context: { BPMData: [{ Character01: "é" }] } });
    assert.match(sent?.headers.get("contextheader") ?? "", /^[\u0020-\u007e]+$/);
    assert.equal(sent?.headers.get("sessioninfo"), null);
  });

  it("of a call beat the connection's, for that call alone", async () => {
    await using erp = emulated({ connection: { plant: "MfgSys", license: "WebService" } });
    await erp.kinetic.get(`${CUSTOMERS}?$top=1`, { plant: "Harbor", license: "DataCollection" });
    await all(erp.kinetic.odata(CUSTOMERS, { top: 1, language: "fra" }));
    await erp.kinetic.fetch(`${CUSTOMERS}?$top=1`);
    const plants = erp.sent.map((one) => (headerJson(one, "callsettings") as { Plant: string }).Plant);
    assert.deepEqual(plants, ["Harbor", "MfgSys", "MfgSys"]);
    assert.deepEqual(headerJson(erp.sent[0], "license"), { ClaimedLicense: licenseTypes.DataCollection });
    assert.deepEqual(headerJson(erp.sent[1], "callsettings"), { Company: "EPIC06", Plant: "MfgSys", Language: "fra" });
    assert.deepEqual(headerJson(erp.sent[2], "license"), { ClaimedLicense: licenseTypes.WebService });
  });

  it("another company is another address, and its plant is not this one's", async () => {
    await using erp = emulated({ connection: { plant: "MfgSys" } });
    const there = await erp.kinetic.get<{ value: { Company: string }[] }>(`${CUSTOMERS}?$top=1`, { company: "EPIC07" });
    assert.equal(there.value[0]?.Company, "EPIC07");
    assert.match(erp.sent[0]?.url ?? "", /\/api\/v2\/odata\/EPIC07\//);
    assert.equal(erp.sent[0]?.headers.get("callsettings"), null);
    await using v1 = emulated({ connection: { apiVersion: "v1" } });
    await v1.kinetic.get(`${CUSTOMERS}?$top=1`, { company: "EPIC07" });
    assert.deepEqual(headerJson(v1.sent[0], "callsettings"), { Company: "EPIC07" });
  });

  it("a session of somebody else's is named beside the licence, and in SessionInfo only when asked for", async () => {
    await using erp = emulated({
      erp: { switches: { deadSessionInLicense: "ignore", sessionInfoOnBoCalls: "ignore" } },
    });
    await erp.kinetic.get(`${CUSTOMERS}?$top=1`, { sessionId: session });
    assert.deepEqual(headerJson(erp.sent[0], "license"), {
      ClaimedLicense: licenseTypes.DefaultUser,
      SessionID: session,
    });
    assert.equal(erp.sent[0]?.headers.get("sessioninfo"), null);
    await erp.kinetic.fetch(`${CUSTOMERS}?$top=1`, { sessionInfo: session });
    assert.deepEqual(headerJson(erp.sent[1], "sessioninfo"), { SessionID: session });
  });

  it("that cannot be meant are all named before anything is sent", async () => {
    await using erp = emulated();
    const wrong = { company: "No Such Co", license: "WebServise", sessionId: "x", context: [] as never, plant: "" };
    const error: unknown = await erp.kinetic.get(CUSTOMERS, wrong).catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error) && error.code === "REQUEST_INVALID");
    for (const name of ["company", "license", "sessionId", "context", "plant"])
      assert.match(error.message, new RegExp(`"${name}"`));
    assert.match(error.message, /Did you mean "WebService"/);
    assert.equal(await codeOf(all(erp.kinetic.odata(CUSTOMERS, wrong))), "REQUEST_INVALID");
    assert.equal(erp.sent.length, 0);
    const options = { system: "kinetic", url: "https://x.test/ERP", auth: { kind: "bearer", token: "t" }, ...wrong };
    assert.throws(() => connect(options as KineticOptions), /"sessionId" is no session id/);
  });
});

describe("a path that would go astray", () => {
  const astray = [
    "/api/v2/odata/Erp.BO.CustomerSvc/Customers",
    "/api/v2/odata/BaqSvc/x/Data",
    "/api/v2/odata/",
    "/api/v2/odata",
    "/api/v2/odata?x=1",
    "/api/v2/efx/Lib/Fn",
    "/api/v2/efx/staging/Lib/Fn/",
    `Erp.BO.CustomerSvc/Customers?api-key=${seeded("in-query")}`,
    `/api/v2/odata/EPIC06/X?$top=1&API-KEY=${seeded("in-query")}`,
  ];
  for (const [at, path] of astray.entries()) {
    it(`number ${at + 1} is refused before it is sent, and not repeated`, async () => {
      await using erp = emulated();
      const error: unknown = await erp.kinetic.fetch(path).catch((thrown: unknown) => thrown);
      assert.ok(ErpgateError.is(error) && error.code === "REQUEST_INVALID");
      assert.match(error.message, /has no company|carries the API key/);
      assert.ok(!error.message.includes(seeded("in-query")));
      assert.equal(erp.sent.length, 0);
    });
  }

  it("is not one that has its company", async () => {
    await using erp = emulated();
    for (const path of ["/api/v2/odata/EPIC06/", "/api/v2/odata/EPIC06/BaqSvc/", "/api/v2/efx/EPIC06/OrderDesk/None"]) {
      assert.ok((await erp.kinetic.fetch(path)).status < 500);
    }
    assert.equal(erp.sent.length, 3);
  });
});

describe("refusals that only the request explains", () => {
  it("v2 without a key, by Basic and by token", async () => {
    await using erp = emulated({ connection: { apiKey: undefined } });
    const error: unknown = await erp.kinetic.get(CUSTOMERS).catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error) && error.code === "KINETIC_API_KEY_MISSING");
    assert.equal(error.finding, "kinetic/api-key-missing");
    const auth = { kind: "bearer", token: "some.kind.of" } as const;
    await using byToken = emulated({
      connection: { apiKey: undefined, auth },
      erp: { switches: { checkOrder: "key-first" } },
    });
    assert.equal(await codeOf(byToken.kinetic.get(CUSTOMERS)), "KINETIC_API_KEY_MISSING");
    assert.equal(byToken.sent.length, 1, "no second try with another token");
  });

  it("Windows authentication in front", async () => {
    await using erp = emulated({ erp: { switches: { iisWindowsAuth: true } } });
    const error: unknown = await erp.kinetic.get(CUSTOMERS).catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error) && error.code === "KINETIC_WINDOWS_AUTH");
    assert.equal(error.finding, "kinetic/windows-auth-shadowing");
    assert.match(error.message, /Negotiate and NTLM are not supported/);
  });

  it("an empty pool: which one, for how long, and what would spare it", async () => {
    await using erp = emulated({ erp: { licences: { DefaultUser: 0 } } });
    const error: unknown = await erp.kinetic.get(CUSTOMERS).catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error) && error.code === "KINETIC_LICENSE_EXHAUSTED");
    assert.equal(error.retryAfterMs, 30_000);
    assert.equal(error.retryable, true);
    assert.match(error.message, /No DefaultUser seat is free in company EPIC06/);
    assert.equal(erp.sent.length, 1, "an empty pool is not asked again at once");
  });

  it("an error in XML", async () => {
    await using erp = emulated();
    const error: unknown = await erp.kinetic
      .get(`${CUSTOMERS}('EPIC06',999999)`, { headers: { accept: "application/xml" } })
      .catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error) && error.code === "KINETIC_NOT_FOUND");
    assert.match(error.message, /Record not found/);
  });
});
