import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import type { RunningEmulator } from "@erpgate/emulator";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { connect, ErpgateError } from "../src/index.ts";
import type {
  KineticConnection,
  KineticOptions,
  Prophet21Connection,
  Prophet21Options,
  Runtime,
} from "../src/index.ts";

const options = {
  kinetic: {
    user: { username: "integration", password: seeded("emulated-password") },
    apiKey: seeded("emulated-api-key"),
    users: [{ username: "clerk", password: seeded("clerk-password"), deniedMethods: ["Erp.BO.Customer.GetRows"] }],
  },
  prophet21: {
    user: { username: "api_user", password: seeded("p21-password") },
    consumerKey: { key: seeded("consumer-key"), scope: "/api" },
  },
};

/** The two ways to reach an emulator: without sockets, and over real ones. */
const mounts: readonly [
  name: string,
  runtime: (erp: RunningEmulator, system: "kinetic" | "prophet21") => Partial<Runtime>,
][] = [
  ["in process", (erp, system) => ({ now: () => erp.clock.now(), fetch: (request) => erp[system].fetch(request) })],
  ["over sockets", (erp) => ({ now: () => erp.clock.now() })],
];

for (const [mount, runtimeFor] of mounts) {
  const kinetic = (erp: RunningEmulator, more: Partial<KineticOptions> = {}): KineticConnection => {
    const auth = { kind: "basic", ...erp.kinetic.user } as const;
    const { username, password } = auth;
    const fixed = {
      system: "kinetic",
      url: erp.kinetic.url,
      company: erp.kinetic.company,
      apiKey: erp.kinetic.apiKey,
    } as const;
    return connect({ ...fixed, auth: { kind: "basic", username, password }, ...more }, runtimeFor(erp, "kinetic"));
  };
  const prophet21 = (erp: RunningEmulator, auth: Prophet21Options["auth"]): Prophet21Connection =>
    connect({ system: "prophet21", url: erp.prophet21.url, auth }, runtimeFor(erp, "prophet21"));
  const isCode = (code: string) => (error: unknown) => ErpgateError.is(error) && error.code === code;

  describe(`against the emulator ${mount}: Kinetic`, () => {
    it("Basic reads on v1 and v2 alike", async () => {
      await using erp = await startEmulator(options);
      for (const apiVersion of ["v1", "v2"] as const) {
        await using erpConnection = kinetic(erp, { apiVersion });
        const { value } = await erpConnection.get<{ value: unknown[] }>("Erp.BO.CustomerSvc/Customers?$top=3");
        assert.equal(value.length, 3);
      }
    });

    it("odata() reads every row once, past the default cap, in key order", async () => {
      await using erp = await startEmulator(options);
      for (const apiVersion of ["v1", "v2"] as const) {
        await using erpConnection = kinetic(erp, { apiVersion });
        const all: number[] = [];
        const rows = erpConnection.odata<{ CustNum: number }>("Erp.BO.CustomerSvc/Customers", {
          select: ["CustNum"],
          pageSize: 7,
        });
        for await (const { CustNum } of rows) all.push(CustNum);
        assert.ok(all.length > 7, `${all.length} rows`);
        assert.equal(new Set(all).size, all.length);
        const some: unknown[] = [];
        const filter = `CustNum gt ${all[0] ?? 0}`;
        for await (const row of erpConnection.odata("Erp.BO.CustomerSvc/Customers", {
          filter,
          top: 9,
          skip: 1,
          pageSize: 4,
        }))
          some.push(row);
        assert.equal(some.length, Math.min(9, all.length - 2));
      }
    });

    it("a token of TokenResource.svc lets in, is renewed when it has run out and repaired when it is revoked", async () => {
      await using erp = await startEmulator(options);
      const { username, password } = erp.kinetic.user;
      await using erpConnection = kinetic(erp, { auth: { kind: "token-resource", username, password } });
      const call = () => erpConnection.get("Erp.BO.CustomerSvc/Customers?$top=1");
      await Promise.all(Array.from({ length: 50 }, call));
      const tokens = () => erp.journal.filter(({ path }) => /TokenResource/.test(path)).length;
      assert.equal(tokens(), 1);
      erp.clock.advance({ hours: 25 });
      await Promise.all(Array.from({ length: 50 }, call));
      assert.equal(tokens(), 2);
      erp.fault({ system: "kinetic", kind: "token-revoked" });
      await Promise.all(Array.from({ length: 50 }, call));
      assert.equal(tokens(), 3);
    });

    it("refusals are told apart by evidence", async () => {
      await using erp = await startEmulator(options);
      const path = "Erp.BO.CustomerSvc/Customers?$top=1";
      await using wrongKey = kinetic(erp, { apiKey: seeded("wrong-key") });
      await assert.rejects(wrongKey.get(path), isCode("KINETIC_API_KEY_INVALID"));
      await using wrongPair = kinetic(erp, {
        auth: { kind: "basic", username: "integration", password: seeded("wrong") },
      });
      await assert.rejects(wrongPair.get(path), isCode("KINETIC_CREDENTIALS_INVALID"));
      await using wrongLogin = kinetic(erp, {
        auth: { kind: "token-resource", username: "integration", password: seeded("wrong") },
      });
      await assert.rejects(wrongLogin.get(path), isCode("KINETIC_CREDENTIALS_INVALID"));
      const { password } = options.kinetic.users[0] ?? {};
      await using clerk = kinetic(erp, { auth: { kind: "basic", username: "clerk", password } });
      await assert.rejects(
        clerk.get("Erp.BO.CustomerSvc/GetRows", {
          method: "POST",
          body: '{"whereClauseCustomer":"","pageSize":1,"absolutePage":0}',
        }),
        isCode("KINETIC_METHOD_ACCESS_DENIED"),
      );
      await using good = kinetic(erp);
      await assert.rejects(good.get("Erp.BO.NoSuchSvc/Things"), isCode("KINETIC_NOT_FOUND"));
      using _empty = erp.fault({ system: "kinetic", kind: "license-exhausted", next: 1 });
      await assert.rejects(good.get(path), isCode("KINETIC_LICENSE_EXHAUSTED"));
      using _page = erp.fault({ system: "kinetic", kind: "html-answer", next: 1 });
      await assert.rejects(good.get(path), isCode("ANSWER_HTML"));
    });
  });

  describe(`against the emulator ${mount}: Prophet 21`, () => {
    const { username, password } = options.prophet21.user;
    const { key } = options.prophet21.consumerKey;
    const logins: readonly [string, Prophet21Options["auth"]][] = [
      ["password, v2", { kind: "password", username, password }],
      ["password, v1", { kind: "password", username, password, endpoint: "v1" }],
      ["consumer key", { kind: "consumer-key", key }],
      ["consumer key with user", { kind: "consumer-key", key, username }],
      ["consumer key as consumer_key", { kind: "consumer-key", key, username, endpoint: "v1-consumer_key" }],
      ["consumer key as appkey", { kind: "consumer-key", key, endpoint: "v1-appkey" }],
    ];
    for (const [name, auth] of logins) {
      it(`${name}: reads rows past a page, once each, with one token`, async () => {
        await using erp = await startEmulator(options);
        await using p21 = prophet21(erp, auth);
        const all: unknown[] = [];
        const rows = p21.odata<{ supplier_id: number }>("table/supplier", { orderby: "supplier_id", pageSize: 5 });
        for await (const { supplier_id } of rows) all.push(supplier_id);
        assert.ok(all.length > 5, `${all.length} rows`);
        assert.equal(new Set(all).size, all.length);
        assert.equal(erp.journal.filter(({ path }) => /security\/token/.test(path)).length, 1);
      });
    }

    it("finds the UI server and works there: a transaction, a session with a window, a record by its key", async () => {
      await using erp = await startEmulator(options);
      await using p21 = prophet21(erp, { kind: "consumer-key", key, username });
      const fields = { supplier_name: "Erpgate Over The Wire" };
      const Edits = Object.entries(fields).map(([Name, Value]) => ({ Name, Value }));
      const DataElements = [{ Name: "TABPAGE_1.tp_1_dw_1", Type: "Form", Rows: [{ Edits }] } as const];
      const { Summary } = await p21.transactions.post({ Name: "Supplier", Transactions: [{ DataElements }] });
      assert.equal(Summary.Succeeded, 1);
      {
        await using session = await p21.interactive();
        const window = await session.open("Supplier");
        await window.change([{ tab: "TABPAGE_1", datawindow: "tp_1_dw_1", field: "supplier_name", value: "Erpgate" }]);
        assert.equal((await window.save()).status, "success");
      }
      const contact = p21.rest("entity/contacts");
      for await (const { id } of p21.odata<{ id: string }>("table/contacts", { top: 1 }))
        assert.equal(String((await contact.get(id))["Id"]), id);
      assert.equal(erp.journal.filter(({ path }) => /interactive\/sessions/.test(path)).at(-1)?.method, "DELETE");
      assert.equal((await p21.serverInfo()).isProduction, false);
    });

    it("XML answers to the token call are read, too", async () => {
      await using erp = await startEmulator({ prophet21: { ...options.prophet21, switches: { forceXml: true } } });
      await using p21 = prophet21(erp, { kind: "password", username, password });
      assert.match((await p21.headers())["authorization"] ?? "", /^Bearer \S+$/);
    });

    it("a key that never expires gives a token without an end", async () => {
      await using erp = await startEmulator({
        prophet21: { ...options.prophet21, consumerKey: { key, tokenExpire: "never" } },
      });
      await using p21 = prophet21(erp, { kind: "consumer-key", key });
      assert.equal((await p21.token())?.expiresAtMs, undefined);
      erp.clock.advance({ hours: 24 * 365 });
      await p21.token();
      assert.equal(erp.journal.length, 1);
    });

    it("refusals are told apart by evidence, and the router without its slash is a trap by name", async () => {
      await using erp = await startEmulator(options);
      await using unknownKey = prophet21(erp, { kind: "consumer-key", key: seeded("unknown-key") });
      await assert.rejects(unknownKey.token(), isCode("P21_KEY_UNKNOWN"));
      await using wrongPair = prophet21(erp, { kind: "password", username, password: seeded("wrong") });
      await assert.rejects(wrongPair.token(), isCode("P21_CREDENTIALS_INVALID"));
      await using p21 = prophet21(erp, { kind: "password", username, password });
      await assert.rejects(p21.get("/odataservice/odata/table/no_such_table"), isCode("P21_APPLICATION_ERROR"));
      await assert.rejects(
        p21.get("/api/ui/router/v1?urlType=external"),
        (error: unknown) =>
          ErpgateError.is(error) && error.code === "REDIRECT_REFUSED" && /trailing slash/.test(error.message),
      );
      erp.fault({ system: "prophet21", kind: "token-revoked" });
      const { value } = await p21.get<{ value: unknown[] }>("/odataservice/odata/table/supplier?$top=1");
      assert.equal(value.length, 1);
    });
  });
}
