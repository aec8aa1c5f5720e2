import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { consumer, listenEmulator, member } from "../fixture.ts";

/* The habits of public clients over real sockets: every one of them must get through. */
const headers = { username: "api_user", password: seeded("p21-password"), accept: "application/json" };

test("a Python client's pattern: v1 with an empty body, the unslashed router, sessions with a slash, %24top", async () => {
  await using emulator = await listenEmulator();
  const { url } = emulator.prophet21;
  const answer: unknown = await (await fetch(`${url}/api/security/token/`, { method: "POST", headers })).json();
  const bearer = { authorization: `Bearer ${String(member(answer, "AccessToken"))}`, accept: "application/json" };
  const router = await fetch(`${url}/api/ui/router/v1?urlType=external`, { headers: bearer });
  assert.equal(router.redirected, true);
  assert.equal(member(await router.json(), "Url"), `${url}/uiserver0`);
  const sessions = `${url}/uiserver0/api/ui/interactive/sessions/`;
  const created = await fetch(sessions, {
    method: "POST",
    headers: { ...bearer, "content-type": "application/json" },
    body: '{"ResponseWindowHandlingEnabled":false}',
  });
  assert.equal(typeof member(await created.json(), "Id"), "string");
  assert.equal((await fetch(sessions, { method: "DELETE", headers: bearer })).status, 200);
  const rows = await fetch(
    `${url}/odataservice/odata/table/product_group?${new URLSearchParams({ $top: "2", $select: "product_group_id" }).toString()}`,
    { headers: bearer },
  );
  assert.equal(rows.status, 200);
});

test("a Node client's pattern: v2 with user and key merged in one body", async () => {
  await using emulator = await listenEmulator();
  const { url, consumerKey } = emulator.prophet21;
  const body = JSON.stringify({ username: "api_user", password: headers.password, ...consumer(consumerKey.key) });
  const answer: unknown = await (
    await fetch(`${url}/api/security/token/v2`, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body,
    })
  ).json();
  assert.equal(member(answer, "Scope"), "/api");
  assert.equal(member(answer, "UserName"), "api_user");
});

test("a POST of zero length with a JSON type; an older token beside a newer one; Accept of every kind", async () => {
  await using emulator = await listenEmulator();
  const { url } = emulator.prophet21;
  const mint = async (): Promise<string> =>
    String(
      member(
        await (
          await fetch(`${url}/api/security/token`, {
            method: "POST",
            headers: { ...headers, "content-type": "application/json" },
          })
        ).json(),
        "AccessToken",
      ),
    );
  const older = await mint();
  await mint();
  for (const accept of ["*/*", "application/json", "application/xml", "text/html"]) {
    const { status } = await fetch(`${url}/odataservice/odata/table/supplier?$top=1`, {
      headers: { authorization: `Bearer ${older}`, accept },
    });
    assert.equal(status, 200, accept);
  }
});
