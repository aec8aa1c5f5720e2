import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../src/index.ts";

/** Words of failure that are data, tests or history. */
const WELL: readonly string[] = [
  "Nightly run 2026-04-04: 812 rows loaded, 0 errors. Column Result holds: Invalid password, Token expired, Unauthorized.",
  "All 24 cases green. Negative tests: wrong password is refused, an expired token is renewed. Go-live Saturday.",
  "Old key disabled at nine, the new one answers 200, no errors in the queue. Closing the ticket.",
  "token renewed, the old one has expired as expected",
];
/** The same words where something is wrong after all. */
const UNWELL: Readonly<Record<string, string>> = {
  "0 errors in the log of the proxy, but Kinetic says 401: Invalid username or password.":
    "kinetic/credentials-invalid",
  'No errors on screen. Why this? {"HttpStatus":401,"ErrorMessage":"Access denied (Erp.BO.Part.GetRows)."}':
    "kinetic/method-access-denied",
  "all certificates are fine, curl still fails: Connection refused": "network/refused",
};

for (const text of WELL)
  test(`nothing failed in ${JSON.stringify(text.slice(0, 50))}`, () => {
    assert.deepEqual(explain(text).findings, []);
  });

for (const [text, id] of Object.entries(UNWELL))
  test(`${id} in ${JSON.stringify(text.slice(0, 50))}`, () => {
    assert.equal(explain(text).findings[0]?.id, id);
  });

test("what is wrong though every call succeeds is said in a report that all is well, too", () => {
  const report = "All good, 0 errors.\nGET https://erp.example.com/ERP/api/v1/X?api-key=madeupmadeupmadeup\n200 OK";
  assert.equal(explain(report).findings[0]?.id, "client/secret-in-url");
});
