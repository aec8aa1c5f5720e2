import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvidence } from "../../src/evidence/read-evidence.ts";
import { recognized } from "../../src/evidence/recognized.ts";
import { withoutDenials } from "../../src/evidence/without-denials.ts";

function callsIn(text: string): readonly string[] {
  return readEvidence(text).exchanges.map(
    ({ request, response }) =>
      `${request?.method ?? "?"} ${request?.path ?? "?"} [${(request?.headers ?? []).map(({ name }) => name.toLowerCase()).join()}] ${String(response?.status)}`,
  );
}

test("a table of Markdown lists calls, with the headers that were sent", () => {
  const table =
    "| call | SessionInfo header | status |\n|---|---|---|\n| Erp.BO.PlantSvc/Plants | yes | 500 |\n| GET /ERP/api/v1/X.Y | no | 200 |";
  assert.deepEqual(callsIn(table), ["? /base/Erp.BO.PlantSvc/Plants [sessioninfo] 500", "GET /ERP/api/v1/X.Y [] 200"]);
});

test("a table of something else stays text", () => {
  assert.deepEqual(callsIn("| part | on hand |\n|---|---|\n| AB1 | 401 |"), []);
});

test("headers may be listed above the line of the request, and written as an object", () => {
  const listed =
    "Request Headers:\nX-API-KEY: k\nGET https://erp.example.com/ERP/api/v1/X.Y\n\nResponse headers:\nHTTP/1.1 401 Unauthorized\n";
  assert.deepEqual(callsIn(listed), ["GET /ERP/api/v1/X.Y [x-api-key] 401"]);
  const dumped =
    'msg.headers = { callsettings: "{\\"Company\\":\\"B\\"}" }\nmsg.url = "https://erp.example.com/ERP/api/v1/X.Y"\nmsg.statusCode = 200';
  assert.deepEqual(callsIn(dumped), ["? /ERP/api/v1/X.Y [callsettings] 200"]);
  assert.equal(readEvidence(dumped).exchanges[0]?.request?.headers[0]?.value, '{"Company":"B"}');
});

test("a browser lists the request's headers below the answer", () => {
  const text =
    "Request URL: https://erp.example.com/ERP/api/v1/X.Y\nRequest Method: GET\nStatus Code: 401 Unauthorized\nResponse Headers\nserver: IIS\nRequest Headers\naccept: */*\n";
  assert.deepEqual(callsIn(text), ["GET /ERP/api/v1/X.Y [accept] 401"]);
});

test("a test's assertion tells the status that came", () => {
  const report = (line: string): string => `GET https://erp.example.com/ERP/api/v1/X.Y\n${line}`;
  for (const line of ["assert 401 == 200", "expected: 200, got 401", "11 | HTTP 200\n   |   ^^^ actual value is <401>"])
    assert.deepEqual(callsIn(report(line)), ["GET /ERP/api/v1/X.Y [] 401"], line);
});

test("letters that a camera confused are put right in the words that decide, and nowhere else", () => {
  assert.equal(
    recognized("lnvalid passw0rd, certificate has explred, faiIed"),
    "invalid password, certificate has expired, failed",
  );
  const fine = "551 rows, SSI 15 ms, l10n, tis, vessel, Access Denied";
  assert.equal(recognized(fine), fine);
});

test("what is ruled out, supposed or over is taken out, and what is said stays", () => {
  for (const text of [
    "It is not the firewall.",
    "the account is not locked",
    "If the API answers 401, restart the service.",
    "- fixed: timed out too early",
    "retry on 401",
  ])
    assert.doesNotMatch(withoutDenials(text), /firewall|locked|401|timed out/, text);
  for (const text of ["the account is locked", "When we call it we get 401.", "the fix: 401 again"])
    assert.equal(withoutDenials(text), text);
});
