import assert from "node:assert/strict";
import { test } from "node:test";
import { WriteMemory } from "../../src/admission/write-memory.ts";
import { createWorkerWrites } from "../../src/cluster/worker-writes.ts";

const nameOf = (key: string): { consumerId: string; connection: string; key: string } => ({
  consumerId: "c",
  connection: "erp",
  key,
});
const done = { kind: "done", answer: { status: 201, headers: [], body: Buffer.from("made") } } as const;

test("what one worker has made, another gives again; what one had under way when it died is not made again", async () => {
  const memory = new WriteMemory(() => 0);
  const [one, other] = [createWorkerWrites(memory), createWorkerWrites(memory)];
  for (const key of ["made", "lost", "not-sent"]) assert.equal(await one.claim(nameOf(key), "d"), undefined);
  assert.equal((await other.claim(nameOf("made"), "d"))?.state, "running");
  await other.settle(nameOf("made"), { kind: "forgotten" });
  assert.equal((await other.claim(nameOf("made"), "d"))?.state, "running", "it is not the other's to end");
  await one.settle(nameOf("made"), done);
  await one.settle(nameOf("not-sent"), { kind: "forgotten" });
  await one.abandon();
  assert.deepEqual((await other.claim(nameOf("made"), "d"))?.answer, done.answer);
  assert.equal((await other.claim(nameOf("lost"), "d"))?.state, "unknown");
  assert.equal(await other.claim(nameOf("not-sent"), "d"), undefined);
});
