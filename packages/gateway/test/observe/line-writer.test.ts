import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { createLineWriter, type LogStream } from "../../src/observe/line-writer.ts";

test("every line is written once, whole and in order, in pieces that a pipe takes at once", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 1500 }).map((text) => text.replaceAll("\n", " "));
  const lines = fc.array(fc.tuple(fc.constantFrom<LogStream>("stdout", "stderr"), line), { maxLength: 200 });
  fc.assert(
    fc.property(lines, (given) => {
      const written: [LogStream, string][] = [];
      const writer = createLineWriter((to, text) => written.push([to, text]));
      for (const [to, text] of given) writer.push(to, text);
      writer[Symbol.dispose]();
      for (const to of ["stdout", "stderr"] as const) {
        const texts = written.filter(([stream]) => stream === to).map(([, text]) => text);
        assert.equal(
          texts.join(""),
          given
            .filter(([stream]) => stream === to)
            .map(([, text]) => `${text}\n`)
            .join(""),
        );
        for (const text of texts) {
          assert.ok(text.endsWith("\n"));
          const isOneLine = text.indexOf("\n") === text.length - 1;
          assert.ok(isOneLine || Buffer.byteLength(text) <= 4096, `${Buffer.byteLength(text)} bytes in one piece`);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("what waits is written by itself", async () => {
  // The writer's own timer keeps nothing alive.
  const alive = setInterval(() => undefined, 1000);
  const text = await new Promise<string>((resolve) => {
    const writer = createLineWriter((_to, written) => resolve(written));
    writer.push("stdout", "a");
    writer.push("stdout", "b");
  });
  clearInterval(alive);
  assert.equal(text, "a\nb\n");
});
