import assert from "node:assert/strict";
import { test } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import { examine } from "../../src/index.ts";
import { entraRows } from "./entra-rows.ts";

for (const [id, { emulator, make }] of Object.entries(entraRows))
  test(`${id} is found first where Entra ID shows it`, async () => {
    await using erp = await startEmulator(emulator);
    const { options, settings } = await make(erp);
    const { findings, verdict, checks, calls } = await examine(options, settings);
    const seen = checks.map((each) => `${each.verdict} ${each.name}: ${each.summary}`).join("\n");
    assert.equal(findings[0]?.id, id, `${seen}\n${JSON.stringify(calls)}`);
    assert.equal(verdict, "findings");
    assert.equal(calls.filter(({ address }) => address.includes("/token")).length, 1, "one login is asked for");
  });
