import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../src/index.ts";

/** Words of failure that are data, tests or history. */
const WELL: readonly string[] = [
  "Nightly run 2026-04-04: 812 rows loaded, 0 errors. Column Result holds: Invalid password, Token expired, Unauthorized.",
  "All 24 cases green. Negative tests: wrong password is refused, an expired token is renewed. Go-live Saturday.",
  "Old key disabled at nine, the new one answers 200, no errors in the queue. Closing the ticket.",
  "token renewed, the old one has expired as expected",
  "Is there a documented limit on how many API keys we may create in Kinetic? We have 100 customers and want one key each.",
  "We plan to migrate from Basic to tokens in autumn. Which scopes do we need for P21 if we read 5 tables?",
  "FYI all sessions were closed by the job last night, 140 sessions in total, licences free again. No action needed.",
  "The certificate was renewed in time, expires 2028-01-01. Monitoring green.",
  "Customer 401 Main Street Ltd was created, order 50312 booked, 2 lines.",
  "Our docs say: tokens are valid for 24 hours. Then a new one is fetched automatically.",
  "PR review: please rename handle401 to onUnauthorized and add a test for expired tokens. LGTM otherwise.",
  'test("renews an expired token", async () => { ... })  ✓ passed (41 ms)',
  "12 passing (2s)\n  ✓ wrong password gives CredentialsError\n  ✓ timed out request is repeated once",
  "Change 4411 approved: add x-api-key header to the allow list of the gateway, window Sunday 02:00-03:00.",
  "$ erpgate doctor kinetic\n ok  dns\n ok  tcp\n ok  tls\n ok  credentials\n0 findings",
  'HTTP/1.1 200 OK\nContent-Type: application/json\n\n{"value":[{"Name":"Access denied sign, 40x40"},{"Name":"Proxy valve 407"}]}',
  "select * from ud01 where character01 like '%401%' -- 503 rows",
  "training slides: a 401 means the caller is not known, a 403 that he is known and may not",
];
/** The same words where something is wrong after all. */
const UNWELL: Readonly<Record<string, string>> = {
  "0 errors in the log of the proxy, but Kinetic says 401: Invalid username or password.":
    "kinetic/credentials-invalid",
  'No errors on screen. Why this? {"HttpStatus":401,"ErrorMessage":"Access denied (Erp.BO.Part.GetRows)."}':
    "kinetic/method-access-denied",
  "11 passing, 1 failing: kinetic says 401 Invalid username or password.": "kinetic/credentials-invalid",
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
