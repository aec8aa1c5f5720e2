import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../src/index.ts";
import { pastes } from "./corpus.ts";

/** What mail, chat and terminals do to a paste on its way. */
const NOISE: Readonly<Record<string, (text: string) => string>> = {
  "quoted in a mail": (text) => text.replace(/^/gm, "> "),
  "fenced in Markdown with a greeting": (text) => `Hello,\n\nsee below.\n\n\`\`\`text\n${text}\`\`\`\n\nThanks\nDan`,
  "with colours": (text) => text.replace(/^/gm, "\u001b[32m").replace(/$/gm, "\u001b[0m"),
  indented: (text) => text.replace(/^/gm, "    "),
  "with a byte order mark": (text) => `\ufeff${text}`,
  "in UTF-16 read as bytes": (text) => Array.from(text, (char) => `${char}\u0000`).join(""),
};
const LEAST_SHARE = 0.93;
/** Of so many pastes each kind of noise has one, another kind the next: all of them six times over would take half a minute. */
const EVERY = 3;

for (const [number, [kind, noisy]] of Object.entries(NOISE).entries()) {
  test(`a paste ${kind} is understood as well`, (context) => {
    const asked = pastes
      .filter(({ expected }) => expected.length > 0 && expected[0] !== "unknown")
      .filter((_, at) => at % EVERY === number % EVERY);
    const misses = asked.filter(({ text, expected }) => !expected.includes(explain(noisy(text)).findings[0]?.id ?? ""));
    context.diagnostic(
      `${String(asked.length - misses.length)} of ${String(asked.length)}: ${misses.map(({ name }) => name).join(", ")}`,
    );
    assert.ok(1 - misses.length / asked.length >= LEAST_SHARE);
  });
}
