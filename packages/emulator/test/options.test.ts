import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { createEmulator, startEmulator, type EmulatorOptions } from "../src/index.ts";

/** Options as JavaScript callers may write them. */
function given(options: unknown): EmulatorOptions {
  return options as EmulatorOptions;
}

for (const [name, options, message] of [
  [
    "a switch with its nearest",
    { kinetic: { switches: { v1RequireApiKey: true } } },
    '"kinetic.switches.v1RequireApiKey" is not a switch; the nearest is "v1RequiresApiKey"',
  ],
  [
    "a switch's values",
    { kinetic: { switches: { permissionDenied: 402 } } },
    '"kinetic.switches.permissionDenied" takes 401 | 403',
  ],
  [
    "a count",
    { prophet21: { switches: { tokenLifetimeSeconds: 0 } } },
    '"prophet21.switches.tokenLifetimeSeconds" takes a whole number from 1',
  ],
  [
    "v1 forms",
    { prophet21: { switches: { v1Forms: ["F", "X"] } } },
    '"prophet21.switches.v1Forms" takes a list of F, G, H, I, J',
  ],
  ["an option", { p21: {} }, '"p21" is not an option'],
  [
    "a nested option",
    { kinetic: { user: { name: "x" } } },
    '"kinetic.user.name" is not an option; the nearest is "kinetic.user.username"',
  ],
  [
    "a list's option",
    { prophet21: { consumers: [{ name: "a", key: "k", scop: "/api" }] } },
    '"prophet21.consumers[0].scop" is not an option; the nearest is "prophet21.consumers[0].scope"',
  ],
  ["listen in process", { listen: { host: "127.0.0.1" } }, '"listen" needs sockets: use startEmulator instead'],
  ["a company", { kinetic: { apiKeys: [{ key: "k", company: "EPIC99" }] } }, "EPIC99"],
  [
    "a user without a password",
    { kinetic: { users: [{ username: "u", password: undefined }] } },
    '"kinetic.users" has the user "u" without a password',
  ],
  ["a colon in a user name", { kinetic: { user: { username: "a:b" } } }, "cannot hold a colon"],
  [
    "a user twice",
    {
      prophet21: {
        users: [
          { username: "u", password: "1234" },
          { username: "u", password: "5678" },
        ],
      },
    },
    '"prophet21.users" has the user "u" twice',
  ],
  ["a scope", { prophet21: { consumerKey: { scope: "api" } } }, "entries begin with /"],
  ["a seed", { seed: 1.5 }, '"seed" takes a whole number from 0'],
  ["an instance", { kinetic: { instance: "a/b" } }, "takes one path segment"],
] as const) {
  test(`names ${name}`, () => {
    assert.throws(
      () => createEmulator(given(options)),
      (error) =>
        error instanceof TypeError && error.message.startsWith("createEmulator: ") && error.message.includes(message),
    );
  });
}

test("all faults come at once", () => {
  const options = given({ sead: 1, kinetic: { switches: { basc: "on" } }, prophet21: { switches: { bild: "25.2" } } });
  assert.throws(() => createEmulator(options), /"sead".*"kinetic\.switches\.basc".*"prophet21\.switches\.bild"/);
});

test("a bad key is named by its description, never by itself", () => {
  const key = `${seeded("blank key")} `;
  assert.throws(
    () => createEmulator({ kinetic: { apiKeys: [{ key, description: "the blank one" }] } }),
    (error) =>
      error instanceof TypeError && error.message.includes("the blank one") && !error.message.includes(key.trim()),
  );
});

test("a given user takes the place of a seeded one", () => {
  const { users } = createEmulator({
    kinetic: { users: [{ username: "clerk", password: seeded("own-clerk") }] },
  }).kinetic;
  assert.deepEqual(
    users.filter(({ username }) => username === "clerk").map(({ about }) => about),
    ["given by option"],
  );
});

test("the seed decides data and credentials", async () => {
  const secrets = (seed?: number): string => {
    const { kinetic, prophet21 } = createEmulator(seed === undefined ? {} : { seed });
    return JSON.stringify([kinetic.users, kinetic.apiKeys, prophet21.users, prophet21.consumers]);
  };
  assert.equal(secrets(1), secrets());
  assert.notEqual(secrets(2), secrets(1));
  const rows = async (seed: number): Promise<string> => {
    const { kinetic } = createEmulator({ seed });
    const headers = {
      authorization: `Basic ${Buffer.from(`${kinetic.user.username}:${kinetic.user.password}`).toString("base64")}`,
    };
    return await (
      await kinetic.fetch(new Request(`${kinetic.url}/api/v1/Erp.BO.CustomerSvc/Customers?$top=5`, { headers }))
    ).text();
  };
  assert.equal(await rows(7), await rows(7));
  assert.notEqual(await rows(7), await rows(8));
});

test("two emulators share nothing", async () => {
  const [one, two] = [createEmulator(), createEmulator()];
  one.clock.advance({ hours: 1 });
  await one.prophet21.fetch(new Request(one.prophet21.url));
  assert.deepEqual([one.journal.length, two.journal.length], [1, 0]);
  assert.ok(one.clock.now() - two.clock.now() > 3_000_000);
});

test("the clock goes forward only", () => {
  const { clock } = createEmulator({ runtime: { now: () => 1000 } });
  clock.advance({ hours: 1, minutes: 1, seconds: 1, ms: 1 });
  assert.equal(clock.now(), 1000 + 3_661_001);
  assert.throws(() => clock.advance({ seconds: -1 }), TypeError);
  assert.throws(() => clock.advance({ seconds: Number.NaN }), TypeError);
});

test("a port in use rejects, and leaves nothing listening", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, "127.0.0.1", resolve));
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await assert.rejects(startEmulator({ listen: { prophet21Port: port } }), { code: "EADDRINUSE" });
  await new Promise((resolve) => taken.close(resolve));
  await assert.rejects(
    startEmulator({ listen: { kineticPort: 70_000 } }),
    /"listen\.kineticPort" takes a port from 0 to 65535/,
  );
});
