import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import { examine, explain, type Examination } from "../../src/index.ts";
import { checkOf } from "../../src/examine/blame.ts";
import { pastes } from "../explain/corpus.ts";
import type { LiveRow } from "../examine/fault-rows.ts";
import { guideItems, type Sight } from "./guide-items.ts";

interface CoveredList {
  readonly list: string;
  readonly rows: readonly { readonly row: string; readonly ids: readonly string[] }[];
}

const coverage = JSON.parse(
  readFileSync(new URL("../../../../contract/coverage.json", import.meta.url), "utf8"),
) as readonly CoveredList[];

test("every row of the guides' lists has an item here", () => {
  const covered = coverage.filter(({ list }) => list in guideItems);
  assert.equal(covered.length, Object.keys(guideItems).length);
  for (const { list, rows } of covered)
    assert.deepEqual(
      guideItems[list]?.map(({ row }) => row),
      rows.map(({ row }) => row),
      list,
    );
});

test("every item names where it shows itself, or why nothing is wrong in it", () => {
  const idle = Object.values(guideItems)
    .flat()
    .filter(({ sights, noFault }) => (sights.length === 0) === (noFault === undefined));
  assert.deepEqual(idle, []);
});

const textOf = (name: string): string => {
  const paste = pastes.find((each) => each.name === name);
  assert.ok(paste, `the corpus has no ${name}`);
  return paste.text;
};

/** One run for each server: several items are shown by the same. */
const runs = new Map<LiveRow, Promise<Examination>>();

async function run(row: LiveRow): Promise<Examination> {
  await using erp = await startEmulator(row.emulator);
  const { options, settings } = await row.make(erp);
  return await examine(options, settings);
}

function shownBy(row: LiveRow): Promise<Examination> {
  const running = runs.get(row) ?? run(row);
  runs.set(row, running);
  return running;
}

function requireShown({ id, check: name, says, isWell }: Sight, { checks, findings, verdict }: Examination): void {
  const check = checks.find((each) => each.name === name);
  const all = checks.map((each) => `${each.verdict} ${each.name}: ${each.summary}`).join("\n");
  if (isWell === true) assert.deepEqual([verdict, findings], ["ok", []], all);
  else assert.equal(verdict, "findings", all);
  if (id !== undefined)
    assert.ok(
      check?.troubles.some((trouble) => trouble.id === id),
      `${name} does not show ${id}\n${all}`,
    );
  if (says !== undefined) assert.match([check?.summary, ...(check?.advice ?? [])].join("\n"), says);
}

test("where only a paste shows an item, the check it names is the one its finding belongs to", () => {
  const elsewhere = Object.values(guideItems)
    .flatMap((items) => items.flatMap(({ sights }) => sights))
    .filter(({ id, check, live }) => id !== undefined && live === undefined && checkOf(id) !== check)
    .map(({ id, check }) => `${id ?? ""}: ${checkOf(id) ?? "none"}, not ${check}`);
  assert.deepEqual(elsewhere, []);
});

for (const [list, items] of Object.entries(guideItems))
  for (const { row, sights } of items)
    if (sights.length > 0)
      test(`${list}: ${row}`, async () => {
        for (const sight of sights) {
          if (sight.paste !== undefined) assert.equal(explain(textOf(sight.paste)).findings[0]?.id, sight.id);
          if (sight.live !== undefined) requireShown(sight, await shownBy(sight.live));
          assert.ok(sight.paste !== undefined || sight.live !== undefined, "shown by nothing");
        }
      });
