import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { explain } from "../../src/index.ts";

const MB = 1024 * 1024;
/** The promise is a second of an idle core; measured is processor time, collecting garbage on other cores included. */
const LIMIT_MS = 1500;

/** Each tries to make some reader or rule take longer than its text is long. */
const HOSTILE: Readonly<Record<string, () => string>> = {
  "ten megabytes of one letter": () => "a".repeat(10 * MB),
  "ten megabytes of line ends": () => "\n".repeat(10 * MB),
  "ten megabytes of blanks": () => " ".repeat(10 * MB),
  "ten megabytes of binary": () =>
    Array.from({ length: 65_536 }, (_, at) => String.fromCharCode((at * 7919) % 256))
      .join("")
      .repeat(160),
  "ten megabytes of log": () =>
    "2026-11-20 10:00:00 ERROR 401 Unauthorized https://erp.x/ERP/api/v2/odata/E/Erp.BO.PartSvc/Parts\n".repeat(
      100_000,
    ),
  "brackets that never close": () => "[\n".repeat(MB),
  "JSON nested a million deep": () => `{"entries":${"[".repeat(MB)}${"]".repeat(MB)}}`,
  "requests nested in requests": () => `${'{"request":'.repeat(100_000)}1${"}".repeat(100_000)}`,
  "a terminal escape that never ends": () => "\u001b[".repeat(2 * MB),
  "a token that never ends": () => `eyJ${"a".repeat(5 * MB)}.${"b".repeat(MB)}`,
  "thousands of exchanges": () => "GET /E/api/v2/odata/x HTTP/1.1\n\nHTTP/1.1 401 x\n\n".repeat(20_000),
  "a curl command that never ends": () => `curl ${"-H 'a: b' ".repeat(100_000)}`,
  "mail quotes within mail quotes": () => "> > > >\n".repeat(200_000),
  "words that many patterns begin with": () =>
    "token password user account company session works scope key certificate ".repeat(5_000),
  "tags that never close": () => "<AccessToken>".repeat(50_000),
  "quotes that never close": () => '"a":"'.repeat(50_000),
  "a HAR of fourteen thousand entries": () =>
    JSON.stringify({
      log: {
        entries: Array.from({ length: 14_000 }, (_, at) => ({
          request: {
            url: `https://e.example.com/E/api/v1/a${String(at)}`,
            method: "GET",
            headers: [{ name: "a", value: "b".repeat(300) }],
          },
          response: { status: 401, headers: [], content: { text: "c".repeat(400) } },
        })),
      },
    }),
};

for (const [name, make] of Object.entries(HOSTILE)) {
  test(`${name} is answered in time`, () => {
    const text = make();
    const from = process.cpuUsage();
    explain(text);
    const { user, system } = process.cpuUsage(from);
    const tookMs = (user + system) / 1000;
    assert.ok(tookMs < LIMIT_MS, `took ${tookMs.toFixed(0)} ms`);
  });
}

test("a text beyond the bounds says what was left unread", () => {
  const { cut, findings } = explain(
    `${"x\n".repeat(300_000)}curl: (60) SSL certificate problem: self-signed certificate\n${"x\n".repeat(300_000)}`,
  );
  assert.match(cut ?? "", /characters.*were read/);
  assert.equal(findings[0]?.id, "tls/self-signed");
});

test("no text makes it throw", () => {
  const pieces = fc.constantFrom(
    "GET /E/api/v2/odata/C/Erp.BO.PartSvc/Parts HTTP/1.1\n",
    "HTTP/1.1 401 x\n",
    "Authorization: Basic ",
    "{",
    "}",
    "[",
    '"',
    "\\",
    "<a>",
    "\n\n",
    "eyJhIjoxfQ.eyJhIjoxfQ.x ",
    "Invalid API Key ",
    "%",
    "\u0000",
    "\ud800",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (parts) => {
      explain(parts.join(""));
    }),
    { numRuns: 400 },
  );
});
