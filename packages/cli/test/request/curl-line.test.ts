import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { curlLine } from "../../src/request/curl-line.ts";

const kinetic = {
  system: "kinetic",
  url: "https://erp.example.com/ERP11PROD",
  company: "EPIC06",
  apiKey: seeded("curl-line-key"),
  auth: { kind: "basic", username: "integration", password: seeded("curl-line-password") },
} as const;
const call = { method: "GET", path: "Erp.BO.CustomerSvc/Customers", headers: [] };

for (const apiKeyHeader of ["x-api-key", "X-API-Key"] as const)
  test(`a key in ${apiKeyHeader} is a variable in the line`, async () => {
    const line = await curlLine({ ...kinetic, apiKeyHeader }, call, undefined);
    assert.ok(
      line.toLowerCase().includes(`-h "${apiKeyHeader}: $erpgate_api_key"`.toLowerCase()),
      "the header is missing",
    );
    assert.ok(line.includes('-H "authorization: $ERPGATE_AUTHORIZATION"'), "the login is missing");
    assert.ok(!line.includes(seeded("curl-line-key")), "the key is in the line");
  });
