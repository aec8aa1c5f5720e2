import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvidence } from "../../src/evidence/read-evidence.ts";

/** A call as these tests compare it: method, path, names of the headers on both sides, status. */
function callsIn(text: string): readonly string[] {
  return readEvidence(text).exchanges.map(({ request, response }) =>
    [
      request?.method ?? "?",
      request?.path ?? "?",
      (request?.headers ?? []).map(({ name }) => name.toLowerCase()).join("+"),
      String(response?.status ?? "?"),
      (response?.headers ?? []).map(({ name }) => name.toLowerCase()).join("+"),
    ].join(" "),
  );
}

test("arrows in both directions are request and answer", () => {
  assert.deepEqual(
    callsIn(
      '09:00:01.100 -> GET /ERP/api/v1/Erp.BO.PartSvc/Parts?$top=1   (no login)\n09:00:01.140 <- 401 Unauthorized  WWW-Authenticate: Basic realm="epicor"\n09:00:01.141 -> GET /ERP/api/v1/Erp.BO.PartSvc/Parts?$top=1   Authorization: Basic ***\n09:00:01.300 <- 200 OK',
    ),
    [
      "GET /ERP/api/v1/Erp.BO.PartSvc/Parts  401 www-authenticate",
      "GET /ERP/api/v1/Erp.BO.PartSvc/Parts authorization 200 ",
    ],
  );
});

test("an answer may stand on the line of its status, with or without an arrow", () => {
  const request = "GET https://erp.example.com/ERP/api/v1/Erp.BO.PartSvc/Parts\nAccept: application/json\n";
  for (const answer of [
    "-> 200 OK, 41 rows",
    '200 OK\n{"value":[]}',
    '200 {"value":[]}',
    '\n200\n{"value":[]}',
    "=> 200",
  ])
    assert.deepEqual(callsIn(`${request}${answer}`), ["GET /ERP/api/v1/Erp.BO.PartSvc/Parts accept 200 "], answer);
});

test("a variable stands for the place, and for the instance of Kinetic", () => {
  for (const base of ["$BASE", "${BASE}", "{{base}}", "%BASE%", "<host>"])
    assert.deepEqual(callsIn(`GET ${base}/api/v2/odata/EPIC06/Erp.BO.PartSvc/Parts\n\n401 Unauthorized`), [
      "GET /base/api/v2/odata/EPIC06/Erp.BO.PartSvc/Parts  401 ",
    ]);
  assert.deepEqual(callsIn("POST {{p21}}/api/security/token/v2\n\n401 Unauthorized"), [
    "POST /api/security/token/v2  401 ",
  ]);
});

test("the number that curl's --write-out leaves is the answer to the command above it", () => {
  const call = (header: string): string =>
    `curl -s -o /dev/null -w '%{http_code}\\n' ${header} $BASE/api/v1/Erp.BO.PlantSvc/Plants\n   `;
  assert.deepEqual(callsIn(`${call('-H "x-api-key: $K"')}200\n${call('-H "SessionInfo: {}"')}500`), [
    "GET /base/api/v1/Erp.BO.PlantSvc/Plants x-api-key 200 ",
    "GET /base/api/v1/Erp.BO.PlantSvc/Plants sessioninfo 500 ",
  ]);
});

test("headers are read from Postman's columns", () => {
  assert.deepEqual(
    callsIn(
      "GET {{base}}/api/v1/X.Y\nHeaders (2):\n  Accept          application/json\n  ApiKey          {{key}}\n\nStatus: 401 Unauthorized   Time: 88 ms   Size: 340 B",
    ),
    ["GET /base/api/v1/X.Y accept+apikey 401 "],
  );
});

test("what stands below an answer of no length is no body, and metrics are no statuses", () => {
  const { exchanges } = readEvidence(
    "GET /api/ui/x HTTP/1.1\nHost: p21\n\nHTTP/1.1 500 Internal Server Error\nContent-Length: 0\n\nSince the update.",
  );
  assert.equal(exchanges[0]?.response?.body, "");
  assert.equal(readEvidence('# TYPE a counter\na{status="401"} 0\nb{status="200"} 411').trouble, "");
});
