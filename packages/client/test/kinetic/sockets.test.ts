import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect } from "../../src/index.ts";
import type { KineticOptions } from "../../src/index.ts";
import { changed } from "../../src/kinetic/index.ts";
import type { Tableset } from "../../src/kinetic/index.ts";
import { all, codeOf } from "./emulated.ts";

const user = { username: "integration", password: seeded("socket-password-é") };
const apiKey = seeded("socket-key");

const optionsFor = (url: string, more: Partial<KineticOptions> = {}): KineticOptions => ({
  system: "kinetic",
  url,
  company: "EPIC06",
  apiKey,
  auth: { kind: "token-resource", ...user },
  ...more,
});

describe("Kinetic's surfaces over real sockets", () => {
  it("work from Login to Logout on one token", async () => {
    const switches = { batch: "multipart" } as const;
    await using erp = await startEmulator({ kinetic: { user, apiKey, switches, licences: { WebService: 1 } } });
    await using kinetic = connect(optionsFor(erp.kinetic.url));
    {
      await using session = await kinetic.session({ license: "WebService" });
      const { returnObj } = await session.method<Tableset>("Erp.BO.CustomerSvc", "GetByID", { custNum: 5 });
      const rows = (returnObj["Customer"] ?? []).map((row) => changed(row, { Name: "Ünïcode" }));
      const written = await session.update("Erp.BO.CustomerSvc", { Customer: rows });
      assert.equal(written["Customer"]?.[0]?.["Name"], "Ünïcode");
      const [part] = await all(session.baq("zPart01", {}, { top: 1 }));
      await session.updateBaq("zPart01", { ...part, Part_PartDescription: "by socket" });
      const [one, two] = await session.batch([
        { path: "Erp.BO.CustomerSvc/Customers('EPIC06',5)" },
        { path: "Erp.BO.NoSuchSvc/Things" },
      ]);
      assert.equal(one?.json<{ Name: string }>().Name, "Ünïcode");
      assert.equal(two?.error?.code, "KINETIC_NOT_FOUND");
      assert.deepEqual(await session.efx("OrderDesk", "Ping"), { reply: "pong" });
    }
    assert.deepEqual(erp.kinetic.sessions(), []);
    assert.equal(erp.tally.tokensMinted.kinetic, 1);
    assert.equal(erp.kinetic.licences.penalties, 0);
  });

  it("spell the key's header as a proxy wants it", async () => {
    const switches = { strictHeaderCase: "X-API-Key" } as const;
    await using erp = await startEmulator({ kinetic: { user, apiKey, switches } });
    await using plain = connect(optionsFor(erp.kinetic.url));
    assert.equal(await codeOf(plain.efx("OrderDesk", "Ping")), "KINETIC_API_KEY_MISSING");
    await using spelled = connect(optionsFor(erp.kinetic.url, { apiKeyHeader: "X-API-Key" }));
    assert.deepEqual(await spelled.efx("OrderDesk", "Ping", {}, { plant: "Harbor" }), { reply: "pong" });
  });
});
