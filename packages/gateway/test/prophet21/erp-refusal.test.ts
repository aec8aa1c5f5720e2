import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Prophet21Options } from "@erpgate/client";
import { type RunningEmulator, startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

const plain = { username: "plain", password: seeded("p21-plain-user") };
const NOT_AUTHORIZED = /You are not authorized to access API/;
const SUPPLIERS = "odataservice/odata/table/supplier?$top=1";

// P21 answers all of these alike. The gateway knows with which token it asked, and tells its operator what P21 does not say.
describe("what P21 refuses to the gateway's own login passes as P21 says it, and the log says why", () => {
  let erp: RunningEmulator;
  let running: TestGateway;
  let key: string;
  before(async () => {
    erp = await startEmulator({
      prophet21: {
        users: [plain],
        consumerKey: { name: "narrow", key: seeded("p21-key"), scope: "/odata:price_page" },
        consumers: [{ name: "bare", key: seeded("p21-bare-key"), scope: "/odata" }],
      },
    });
    const at = (auth: Prophet21Options["auth"]): Prophet21Options => ({
      system: "prophet21",
      url: erp.prophet21.url,
      auth,
    });
    running = await startTestGateway({
      narrow: at({ kind: "consumer-key", key: seeded("p21-key") }),
      bare: at({ kind: "consumer-key", key: seeded("p21-bare-key") }),
      person: at({ kind: "password", ...plain }),
    });
    const scope = { scope: "/api;/odata:*" };
    key = await running.register("program", { narrow: scope, bare: scope, person: scope });
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    await erp.close();
  });

  const cases: [connection: string, path: string, finding: string][] = [
    ["narrow", SUPPLIERS, "prophet21/scope-table-denied"],
    ["narrow", "api/entity/customers/ping", "prophet21/scope-path-denied"],
    ["bare", SUPPLIERS, "prophet21/scope-bare-odata"],
    ["person", SUPPLIERS, "prophet21/odata-permission-denied"],
  ];
  for (const [connection, path, finding] of cases) {
    test(`${connection}, ${path}: ${finding}`, async () => {
      const answer = await fetch(`${running.url}/${connection}/${path}`, {
        headers: { authorization: `Bearer ${key}`, accept: "application/json" },
      });
      assert.equal(answer.status, 401);
      assert.match(await answer.text(), NOT_AUTHORIZED);
      await running.logged((event) => event.event === "request.erp-refused" && event["finding"] === finding);
      assert.ok(!JSON.stringify(running.events).includes(key));
    });
  }
});
