import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import {
  consumer,
  list,
  mainUser,
  makeEmulator,
  member,
  prophet21Call,
  prophet21Raw,
  prophet21Token,
} from "../fixture.ts";

test("the router: 307 without the slash, even without a bearer; the UI server's address with it", async () => {
  const emulator = makeEmulator();
  const token = await prophet21Token(emulator, mainUser(emulator));
  const bare = await prophet21Raw(emulator, "/api/ui/router/v1?urlType=external");
  assert.equal(bare.status, 307);
  assert.match(bare.headers.get("location") ?? "", /\/api\/ui\/router\/v1\/\?urlType=external$/);
  assert.match(bare.text, /<html>/);
  assert.equal((await prophet21Raw(emulator, "/api/ui/router/v1/?urlType=external")).status, 401);
  const found = await prophet21Call(emulator, "/api/ui/router/v1/?urlType=external", token);
  assert.deepEqual(found.body, { Url: `${emulator.prophet21.url}/uiserver0` });
  const asXml = await prophet21Call(emulator, "/api/ui/router/v1/", token, { headers: { accept: "*/*" } });
  assert.match(asXml.text, /<Url>https:\/\/p21\.emulator\.test\/uiserver0<\/Url>/);
  const other = makeEmulator({ prophet21: { router307: false } });
  assert.equal(
    (await prophet21Call(other, "/api/ui/router/v1?urlType=external", await prophet21Token(other, mainUser(other))))
      .status,
    200,
  );
});

test("server info tells the build", async () => {
  for (const [build, version] of [
    ["26.1-late", "26.1.5950.0"],
    ["25.2", "25.2.5749.0"],
  ] as const) {
    const emulator = makeEmulator({ prophet21: { build } });
    const { body } = await prophet21Call(
      emulator,
      "/uiserver0/ui/common/v1/serverinfo",
      await prophet21Token(emulator, mainUser(emulator)),
    );
    assert.equal((member(body, "Result") as Record<string, unknown>)["Version/Application Version"], version);
  }
});

test("/api opens the REST families, an OData scope does not", async () => {
  const emulator = makeEmulator();
  const api = await prophet21Token(emulator, consumer(seeded("p21-consumer-key")));
  const odata = await prophet21Token(emulator, consumer(seeded("reader-key")));
  assert.deepEqual((await prophet21Call(emulator, "/api/entity/customers/ping", api)).body, {
    ResponseMessage: "success",
  });
  for (const path of ["/api/entity/customers/ping", "/api/ui/router/v1/"]) {
    const refused = await prophet21Call(emulator, path, odata);
    assert.equal(refused.status, 401, path);
    assert.match(String(member(refused.body, "ErrorMessage")), /^You are not authorized/);
  }
});

test("entities: composite keys, templates, lists behind a slash, pages for unknown routes", async () => {
  const emulator = makeEmulator();
  const token = await prophet21Token(emulator, mainUser(emulator));
  const get = async (path: string): ReturnType<typeof prophet21Call> =>
    await prophet21Call(emulator, `/api/entity/${path}`, token);
  assert.equal(member((await get("customers/ACME_100001")).body, "CustomerId"), 100_001);
  const missing = await get("customers/100001");
  assert.deepEqual(
    [missing.status, member(missing.body, "ErrorType")],
    [404, "P21.Common.Exceptions.NotFoundException"],
  );
  assert.equal(member((await get("customers/new")).body, "CustomerName"), null);
  assert.equal((await get("customers")).status, 307);
  assert.equal(list({ value: (await get("customers/?$top=1")).body }).length, 320, "the bare list ignores $top");
  assert.equal((await get("contacts/2001")).status, 200);
  const unknown = await get("nothing/ping");
  assert.equal(unknown.status, 404);
  assert.match(unknown.headers.get("content-type") ?? "", /text\/html/);
  assert.equal(
    (await prophet21Call(emulator, "/api/entity/customers/", token, { method: "POST", body: "{}" })).status,
    405,
  );
  const asXml = await prophet21Call(emulator, "/api/entity/customers/ACME_100001", token, {
    headers: { accept: "application/xml" },
  });
  assert.match(asXml.text, /^<Customer><CompanyId>ACME<\/CompanyId>/);
});
