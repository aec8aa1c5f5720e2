import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { startEmulator } from "../../src/index.ts";
import { basic, kineticCall, last, member } from "../fixture.ts";
import { CUSTOMERS, kineticWith } from "./kinetic-fixture.ts";

/* What stands in front of Kinetic, or in its way: IIS, proxies, unfinished upgrades. */

test("Windows authentication on the IIS application hides every other login", async () => {
  const emulator = kineticWith({ switches: { iisWindowsAuth: true } });
  for (const authorization of [basic("integration", seeded("kinetic-password")), "Bearer a.b.c", "Negotiate abc"]) {
    const { status, headers, text } = await kineticCall(emulator, CUSTOMERS, { headers: { authorization } });
    assert.equal(status, 401);
    assert.equal(headers.get("www-authenticate"), "Negotiate, NTLM");
    assert.match(text, /^<!DOCTYPE html>/);
  }
  assert.equal((await kineticCall(emulator, "/TokenResource.svc/", { method: "POST" })).status, 401);
  assert.equal(last(emulator).rule, "kinetic.iis.windows-auth");
});

test("errors as pages: status and challenge stay, the body is lost", async () => {
  const emulator = kineticWith({ switches: { htmlError: true } });
  const refused = await kineticCall(emulator, CUSTOMERS, { headers: { authorization: basic("integration", "wrong") } });
  assert.equal(refused.status, 401);
  assert.match(refused.headers.get("content-type") ?? "", /text\/html/);
  assert.match(refused.headers.get("www-authenticate") ?? "", /^Basic /);
  assert.equal(refused.body, undefined);
  assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 200);
});

test("conversions pending: 503 on calls and tokens for as long as the switch is on", async () => {
  const emulator = kineticWith({ switches: { conversionsPending: true } });
  for (const [path, method] of [
    [CUSTOMERS, "GET"],
    ["/api/v1/Ice.Lib.SessionModSvc/AssertConversionsPending", "POST"],
    ["/TokenResource.svc/", "POST"],
  ] as const) {
    const { status, body } = await kineticCall(emulator, path, { method });
    assert.equal(status, 503, path);
    assert.match(String(member(body, "ErrorType")), /ConversionsPendingException$/);
  }
});

for (const [spelling, passes] of [
  ["x-api-key", { "x-api-key": 200, "X-API-Key": 401 }],
  ["X-API-Key", { "x-api-key": 401, "X-API-Key": 200 }],
] as const) {
  test(`a proxy that minds letter case lets ${spelling} through and loses every other spelling`, async () => {
    await using emulator = await startEmulator({
      kinetic: {
        user: { username: "integration", password: seeded("kinetic-password") },
        apiKey: seeded("kinetic-api-key"),
        switches: { strictHeaderCase: spelling },
      },
    });
    for (const [name, status] of Object.entries(passes)) {
      const headers = {
        authorization: basic("integration", seeded("kinetic-password")),
        [name]: seeded("kinetic-api-key"),
      };
      assert.equal((await fetch(`${emulator.kinetic.url}${CUSTOMERS}`, { headers })).status, status, name);
    }
    assert.deepEqual(
      emulator.journal.filter(({ status }) => status === 401).map(({ rule }) => rule),
      ["kinetic.api-key.missing"],
    );
  });
}
