import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { startErp } from "../erp-configuration.ts";
import { erpgate } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";

interface Shown {
  readonly consumer: {
    readonly type: string | null;
    readonly tokenLifetimeSeconds: number | string | null;
    readonly access: Readonly<Record<string, { readonly scope: string; readonly p21Username?: string }>>;
    readonly keys: readonly {
      readonly id: string;
      readonly expires: string | null;
      readonly revoked: string | null;
    }[];
  };
}

test("the fields of P21's own form: added, shown, changed", async () => {
  await using erp = await startErp();
  const run = (...words: string[]): ReturnType<typeof erpgateHere> =>
    erpgateHere(["consumer", ...words, "--config", erp.file], { env: erp.env });
  const show = async (): Promise<Shown["consumer"]> =>
    (JSON.parse((await run("show", "shop", "--json")).stdout) as Shown).consumer;

  const form = ["--type", "service", "--sdk-access", "p21", "--token-expires", "never", "--p21-username", "p21=admin"];
  const added = await run("add", "shop", "--access", "p21=/api;/odata:supplier", ...form);
  assert.equal(added.code, 0, added.stderr);
  const first = await show();
  assert.deepEqual([first.type, first.tokenLifetimeSeconds], ["Service", "never"]);
  assert.deepEqual(first.access["p21"], { scope: "/api;/odata:supplier;/p21sdk", p21Username: "admin" });
  const text = (await run("show", "shop")).stdout;
  for (const line of [/^Consumer +shop$/m, /^Consumer Type +Service$/m, /^Token Expire +Never Expire$/m]) {
    assert.match(text, line);
  }
  assert.match(text, /^API Scope on p21 +\/api;\/odata:supplier;\/p21sdk$/m);
  assert.match(text, /^P21 user on p21 +admin$/m);
  assert.match(text, /^SDK Access on p21 +Yes$/m);
  assert.ok(!text.includes(added.stdout.trim()));

  const kinetic = ["--access", "kinetic=/EPIC06/Erp.BO.CustomerSvc"];
  const p21 = ["--access", "p21=/api", "--no-p21-username", "p21"];
  const words = ["consumer", "update", "shop", ...p21, ...kinetic, "--token-expires", "8h", "--config", erp.file];
  const changed = await erpgate(words, { env: erp.env });
  assert.equal(changed.code, 0, changed.stderr);
  const second = await show();
  assert.deepEqual(second.access, {
    p21: { scope: "/api" },
    kinetic: { scope: "/EPIC06/Erp.BO.CustomerSvc" },
  });
  assert.equal(second.tokenLifetimeSeconds, 28_800);
  assert.equal((await run("update", "shop", "--close", "kinetic")).code, 0);
  assert.deepEqual(Object.keys((await show()).access), ["p21"]);
});

test("calls are held to a company and a plant: added, shown, changed, taken away; Prophet 21 has none to hold them to", async () => {
  await using erp = await startErp();
  const run = (...words: string[]): ReturnType<typeof erpgateHere> =>
    erpgateHere(["consumer", ...words, "--config", erp.file], { env: erp.env });
  const pinned = async (): Promise<unknown> => {
    const { stdout } = await run("show", "floor", "--json");
    return (JSON.parse(stdout) as { consumer: { access: Record<string, { pinned?: unknown }> } }).consumer.access[
      "kinetic"
    ]?.pinned;
  };
  const kinetic = ["--access", "kinetic=/*/Erp.BO.JobEntrySvc"];
  const refused = await run("add", "floor", ...kinetic, "--access", "p21=/api", "--company", "EPIC06");
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /--company EPIC06 could be for kinetic or p21: write --company kinetic=EPIC06/);
  const both = await run("add", "floor", ...kinetic, "--access", "p21=/api", "--company", "p21=EPIC06");
  assert.notEqual(both.code, 0);
  assert.match(both.stderr, /company cannot be fixed on a Prophet 21 connection/);

  const added = await run("add", "floor", ...kinetic, "--company", "EPIC06", "--plant", "MfgSys");
  assert.equal(added.code, 0, added.stderr);
  assert.deepEqual(await pinned(), { company: "EPIC06", plant: "MfgSys" });
  assert.match((await run("show", "floor")).stdout, /^Held on kinetic to +company EPIC06, plant MfgSys$/m);
  const changed = await run("update", "floor", "--unpin", "plant", "--language", "kinetic=enu");
  assert.equal(changed.code, 0, changed.stderr);
  assert.deepEqual(await pinned(), { company: "EPIC06", language: "enu" });
  const other = await run("update", "floor", "--access", "kinetic=/EPIC07/Erp.BO.JobEntrySvc");
  assert.match(other.stderr, /held to company EPIC06, and its scope has entries of EPIC07/);
});

test("a key is rotated with an overlap and a stated end, and one key alone is revoked", async () => {
  await using erp = await startErp();
  const run = (...words: string[]): ReturnType<typeof erpgateHere> =>
    erpgateHere(["consumer", ...words, "--config", erp.file], { env: erp.env });
  const keys = async (): Promise<Shown["consumer"]["keys"]> =>
    (JSON.parse((await run("show", "shop", "--json")).stdout) as Shown).consumer.keys;

  await run("add", "shop", "--access", "p21=/api");
  const words = ["consumer", "rotate", "shop", "--overlap", "7d", "--config", erp.file];
  const rotated = await erpgate(words, { env: erp.env });
  assert.equal(rotated.code, 0, rotated.stderr);
  assert.match(rotated.stdout, /^egk_\w+\n$/, "the new key, and nothing else");
  assert.match(rotated.stderr, /The key egk_\S+ and its tokens end \d{4}-\d\d-\d\dT/);
  assert.ok(!rotated.stderr.includes(rotated.stdout.trim()));
  const [old, young] = await keys();
  const days = (Date.parse(old?.expires ?? "") - Date.now()) / 86_400_000;
  assert.ok(days > 6.9 && days <= 7);
  assert.equal(young?.expires, null);

  const revoked = await run("revoke", "shop", "--key", old?.id ?? "");
  assert.deepEqual([revoked.code, revoked.stdout], [0, "Revoked a key of shop.\n"]);
  assert.deepEqual(
    (await keys()).map((key) => key.revoked === null),
    [false, true],
  );
});

test("what cannot be meant is refused with every fault, and nothing is changed", async () => {
  await using erp = await startErp();
  const run = (...words: string[]): ReturnType<typeof erpgateHere> =>
    erpgateHere(["consumer", ...words, "--config", erp.file], { env: erp.env });
  await run("add", "shop", "--access", "p21=/api");
  const refusals: [words: string[], code: number, parts: RegExp[]][] = [
    [["update", "shop"], 2, [/nothing is to be changed/]],
    [["update", "shop", "--close", "p21", "--access", "p21=/api"], 2, [/--access and --close both name p21/]],
    [["update", "shop", "--type", "Robot", "--token-expires", "1w"], 2, [/--type must be one of/, /--token-expires/]],
    [["update", "shop", "--close", "nowhere"], 2, [/access\.nowhere/, /Open are: p21/]],
    [["update", "shop", "--access", "p21=odata"], 2, [/access\.p21/]],
    [["update", "ghost", "--close", "p21"], 1, [/No consumer is named "ghost"/]],
    [["show", "ghost"], 2, [/no consumer is named "ghost"/]],
    [["rotate", "ghost"], 1, [/No consumer is named "ghost"/]],
    [["rotate", "shop", "--overlap", "soon"], 2, [/--overlap must be a duration/]],
    [["revoke", "shop", "--key", "egk_nothing"], 2, [/No key of "shop"/]],
    [["add", "two", "--access", "p21=/api", "--sdk-access", "kinetic"], 2, [/--sdk-access names kinetic/]],
  ];
  for (const [words, code, parts] of refusals) {
    const refused = await run(...words);
    assert.equal(refused.code, code, `${words.join(" ")}: ${refused.stderr}`);
    for (const part of parts) assert.match(refused.stderr, part);
    assert.equal(refused.stdout, "");
  }
  const listed = JSON.parse((await run("list", "--json")).stdout) as { consumers: Shown["consumer"][] };
  assert.deepEqual(
    listed.consumers.map(({ access }) => access),
    [{ p21: { scope: "/api" } }],
  );
});

test("mounts that cannot be are faults of the file, with their lines", async () => {
  await using erp = await startErp();
  const text = `${await readFile(erp.file, "utf8")}\n  mounts:\n    p21: { port: 99999 }\n    nowhere: { host: p21.example.com }\n`;
  const lines = text.split("\n");
  const lineOf = (part: string): number => lines.findIndex((line) => line.includes(part)) + 1;
  await writeFile(erp.file, text);
  const { code, stderr } = await erpgateHere(["consumer", "list", "--config", erp.file], { env: erp.env });
  assert.equal(code, 2);
  assert.match(stderr, new RegExp(`:${lineOf("port: 99999")}:\\d+.*gateway\\.mounts\\.p21\\.port`));
  assert.match(stderr, new RegExp(`:${lineOf("nowhere:")}:\\d+.*gateway\\.mounts\\.nowhere`));
});
