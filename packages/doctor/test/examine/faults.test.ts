import assert from "node:assert/strict";
import { test } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import { examine } from "../../src/index.ts";
import { liveRows } from "./fault-rows.ts";

for (const [id, { emulator, make }] of Object.entries(liveRows)) {
  test(`${id} is found first where a server shows it`, async () => {
    await using erp = await startEmulator(emulator);
    const { options, settings } = await make(erp);
    const { findings, checks, verdict } = await examine(options, settings);
    assert.equal(
      findings[0]?.id,
      id,
      checks
        .map(
          (check) =>
            `${check.verdict} ${check.name}: ${check.summary} ${check.troubles.map((t) => t.id ?? "-").join()}`,
        )
        .join("\n"),
    );
    assert.equal(verdict, "findings");
  });
}
