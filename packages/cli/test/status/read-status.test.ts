import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret } from "@erpgate/client";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { masked } from "../../src/status/read-status.ts";
import { secretOrigins } from "../../src/status/secret-origins.ts";

const password = seeded("status-password");
const apiKey = seeded("status-api-key");

test("each secret is named by where it came from, never by what it is", () => {
  const options = {
    system: "kinetic",
    url: "https://erp.example.com/ERP11PROD",
    apiKey: new Secret(apiKey),
    auth: { kind: "basic", username: "u", password },
  } as const;
  const variables = new Map([
    ["OTHER", seeded("other")],
    ["ERP_PASSWORD", password],
  ]);
  const fromFile = secretOrigins("erp", options, { variables, literals: new Set() });
  assert.deepEqual(fromFile, [
    { option: "apiKey", from: "a file that the configuration names" },
    { option: "auth.password", from: "environment variable ERP_PASSWORD" },
  ]);
  const written = secretOrigins("erp", options, { variables, literals: new Set(["connections.erp.apiKey"]) });
  assert.equal(written[0]?.from, "written in the configuration");
});

test("of a token no more is shown than what all of its kind begin with", () => {
  assert.equal(masked("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.x.y"), "eyJhbG…");
  assert.equal(masked("an-opaque-token-that-is-long-enough-to-be-cut"), "…");
});
