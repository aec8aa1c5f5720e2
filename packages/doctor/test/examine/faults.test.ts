import assert from "node:assert/strict";
import { test } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import { readFileSync } from "node:fs";
import { examine } from "../../src/index.ts";
import { entraRows } from "./entra-rows.ts";
import { kineticOptions, liveRows, otherRows, prophet21Options, tlsFault, type Options } from "./fault-rows.ts";

/** What lets somebody in: the reports of the command line are made of the examination and nothing else. */
function secretsIn({ auth, ...options }: Options): readonly string[] {
  const named = { ...auth, ...options } as Readonly<Record<string, unknown>>;
  return ["password", "key", "apiKey", "clientSecret", "token"]
    .map((name) => named[name])
    .filter((value) => typeof value === "string");
}

for (const [id, { emulator, make }] of Object.entries(liveRows)) {
  test(`${id} is found first where a server shows it`, async () => {
    await using erp = await startEmulator(emulator);
    const { options, settings } = await make(erp);
    const examination = await examine(options, settings);
    const { findings, checks, verdict } = examination;
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
    const said = JSON.stringify(examination);
    for (const secret of secretsIn(options)) assert.ok(!said.includes(secret), "a secret of the connection is shown");
  });
}

test("every finding of the contract has a row, or the reason why it has none", () => {
  const file = new URL("../../../../contract/findings.json", import.meta.url);
  const ids = (JSON.parse(readFileSync(file, "utf8")) as readonly { readonly id: string }[]).map(({ id }) => id);
  assert.deepEqual(Object.keys({ ...liveRows, ...entraRows, ...otherRows }).toSorted(), ids.toSorted());
});

/** The ERP's share, which runs in this process, included; a machine that does other work makes one run slower than it is. */
async function quickest(examineOnce: () => Promise<void>): Promise<number> {
  let best = Infinity;
  for (let left = 3; left > 0 && best >= 1000; left--) {
    const from = process.cpuUsage();
    await examineOnce();
    const { user, system } = process.cpuUsage(from);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

test("where nothing is wrong nothing is found, in less than a second, and no licence or session is left", async (context) => {
  await using erp = await startEmulator({ tls: true });
  const tls = { ca: erp.tls?.ca ?? "" };
  for (const options of [kineticOptions(erp, { tls, license: "WebService" }), prophet21Options(erp, { tls })]) {
    const tookMs = await quickest(async () => {
      const { verdict, findings, checks } = await examine(options);
      const odd = JSON.stringify(checks.filter((check) => check.verdict !== "ok"));
      assert.deepEqual([verdict, findings], ["ok", []], odd);
    });
    context.diagnostic(`${options.system}: ${tookMs.toFixed(0)} ms of processor time`);
    assert.ok(tookMs < 1000, `${tookMs.toFixed(0)} ms`);
  }
  assert.deepEqual(erp.kinetic.sessions(), []);
});

test("a wrong password is sent once", async () => {
  await using erp = await startEmulator({ kinetic: { lockAfterFailures: 2 } });
  const { user } = erp.kinetic;
  await examine(kineticOptions(erp, { auth: { kind: "basic", username: user.username, password: "x".repeat(20) } }));
  assert.equal((await examine(kineticOptions(erp))).verdict, "ok");
});

test("a server that wants a client certificate is told from one that fails", async () => {
  await using erp = await startEmulator({ tls: true });
  const { options } = await tlsFault("tls-client-certificate").make(erp);
  const { findings, verdict } = await examine(options);
  assert.equal(verdict, "findings");
  assert.match(findings[0]?.title ?? "", /wants a client certificate/);
});
