import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type EmulatorOptions, type RunningEmulator, startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { revokeConsumer, revokeKey, rotateKey, updateConsumer } from "../../../src/index.ts";
import { startTestGateway, type TestGateway } from "../../test-gateway.ts";

const KEY: string = seeded("p21-consumer-key");
const SESSIONS = "/uiserver0/api/ui/interactive/sessions";
const WINDOW = "/uiserver0/api/ui/interactive/v2/window";

interface World extends AsyncDisposable {
  readonly erp: RunningEmulator;
  readonly running: TestGateway;
  readonly key: string;
  /** A token of the gateway's, as a program gets it. */
  token(): Promise<string>;
  call(token: string, method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>;
  /** Sessions that the ERP has, asked for with a token of the tests' own. */
  sessions(): Promise<number>;
}

async function open(
  switches: NonNullable<EmulatorOptions["prophet21"]>["switches"] = {},
  section: object = {},
): Promise<World> {
  const erp = await startEmulator({
    prophet21: { consumerKey: { name: "gateway", key: KEY, scope: "/api;/odata:supplier" }, switches },
  });
  const auth = { kind: "consumer-key", key: KEY } as const;
  const running = await startTestGateway({ p21: { system: "prophet21", url: erp.prophet21.url, auth } }, section);
  const user = erp.prophet21.user.username;
  const key = await running.register("desk", { p21: { scope: "/uiserver0;/api", p21Username: user } });
  const call: World["call"] = async (token, method, path, body) => {
    const response = await fetch(`${running.url}/p21${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, accept: "application/json", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };
  const tokenAt = async (url: string, clientSecret: string, username: string): Promise<string> => {
    const response = await fetch(`${url}/api/security/token/v2`, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify({ ClientSecret: clientSecret, GrantType: "client_credentials", username }),
    });
    return ((await response.json()) as { AccessToken: string }).AccessToken;
  };
  let own: string | undefined;
  return {
    erp,
    running,
    key,
    call,
    token: () => tokenAt(`${running.url}/p21`, key, user),
    async sessions() {
      own ??= await tokenAt(erp.prophet21.url, KEY, user);
      const headers = { authorization: `Bearer ${own}`, accept: "application/json" };
      const response = await fetch(erp.prophet21.url + SESSIONS, { headers });
      return ((await response.json()) as unknown[]).length;
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await erp.close();
    },
  };
}

describe("Interactive sessions, each on a token of its own", () => {
  let world: World;
  before(async () => (world = await open()));
  after(() => world[Symbol.asyncDispose]());

  test("two callers at once, each in its own session; each ends its own", async () => {
    const [one, two] = [await world.token(), await world.token()];
    const minted = world.erp.tally.tokensMinted.prophet21;
    assert.equal((await world.call(one, "POST", `${SESSIONS}/`, {})).status, 200);
    assert.equal((await world.call(two, "POST", SESSIONS)).status, 200);
    assert.equal(world.erp.tally.tokensMinted.prophet21 - minted, 3, "the shared one, and one for each session");
    assert.equal(await world.sessions(), 2);
    const opened = await world.call(one, "POST", WINDOW, { ServiceName: "Customer" });
    assert.equal(opened.status, 200, opened.text);
    assert.equal((await world.call(one, "DELETE", SESSIONS)).status, 200);
    assert.equal(await world.sessions(), 1);
    const none = await world.call(one, "POST", WINDOW, { ServiceName: "Customer" });
    assert.equal(none.status, 400, "the session is over");
    assert.equal((JSON.parse(none.text) as { ErrorMessage: string }).ErrorMessage, "Invalid session");
    assert.equal((await world.call(two, "POST", WINDOW, { ServiceName: "Customer" })).status, 200);
    assert.equal((await world.call(two, "DELETE", `${SESSIONS}/`)).status, 200);
    assert.equal(await world.sessions(), 0);
  });

  test("P21's own contract: a second create with the same token is a 409, DELETE mends it", async () => {
    const token = await world.token();
    assert.equal((await world.call(token, "POST", SESSIONS, {})).status, 200);
    const again = await world.call(token, "POST", SESSIONS, {});
    assert.equal(again.status, 409);
    assert.match(again.text, /Session already exists/);
    assert.equal((await world.call(token, "DELETE", SESSIONS)).status, 200);
    assert.equal((await world.call(token, "POST", SESSIONS, {})).status, 200);
    assert.equal((await world.call(token, "DELETE", SESSIONS)).status, 200);
  });

  test("a session belongs to the credential that opened it", async () => {
    const [one, two] = [await world.token(), await world.token()];
    assert.equal((await world.call(one, "POST", SESSIONS, {})).status, 200);
    const stranger = await world.call(two, "DELETE", SESSIONS);
    assert.equal(stranger.status, 400);
    assert.equal((JSON.parse(stranger.text) as { reason: string }).reason, "session.none");
    assert.equal(await world.sessions(), 1);
    assert.equal((await world.call(one, "DELETE", SESSIONS)).status, 200);
  });

  test("the key itself may be the credential", async () => {
    assert.equal((await world.call(world.key, "POST", SESSIONS, {})).status, 200);
    assert.equal((await world.call(world.key, "POST", WINDOW, { ServiceName: "Customer" })).status, 200);
    assert.equal((await world.call(world.key, "DELETE", SESSIONS)).status, 200);
  });

  test("an idle session ends at the ERP, and its place there is free", async () => {
    const token = await world.token();
    assert.equal((await world.call(token, "POST", SESSIONS, { SessionTimeout: 1 })).status, 200);
    assert.equal(await world.sessions(), 1);
    while ((await world.sessions()) > 0) await new Promise(setImmediate);
    assert.equal((await world.call(token, "POST", WINDOW, { ServiceName: "Customer" })).status, 400);
  });

  test("a create that P21 refuses leaves nothing behind", async () => {
    const response = await fetch(`${world.running.url}/p21${SESSIONS}`, {
      method: "POST",
      headers: { authorization: `Bearer ${await world.token()}`, accept: "application/json" },
      body: "no JSON",
    });
    assert.equal(response.status, 400);
    assert.equal(await world.sessions(), 0);
  });

  test("without a P21 user there is no session, and P21 is not asked", async () => {
    const nobody = await world.running.register("nobody", { p21: { scope: "/uiserver0" } });
    const minted = world.erp.tally.tokensMinted.prophet21;
    const refused = await world.call(nobody, "POST", SESSIONS, {});
    assert.match(refused.text, /Error retrieving\/validating user/);
    assert.equal((JSON.parse(refused.text) as { reason: string }).reason, "session.user-missing");
    assert.equal(world.erp.tally.tokensMinted.prophet21, minted);
  });

  test("a consumer that gets another user loses the session of the one before", async () => {
    const user = world.erp.prophet21.user.username;
    const key = await world.running.register("moved", { p21: { scope: "/uiserver0", p21Username: user } });
    assert.equal((await world.call(key, "POST", SESSIONS, {})).status, 200);
    const { store, consumers } = world.running.gateway;
    await updateConsumer(store, "moved", { p21Usernames: { p21: "somebody" } }, () => []);
    await consumers.reload();
    assert.equal((await world.call(key, "POST", WINDOW, { ServiceName: "Customer" })).status, 400);
    assert.equal(await world.sessions(), 0);
  });

  test("/uiserver0 alone opens sessions", async () => {
    const user = world.erp.prophet21.user.username;
    const reader = await world.running.register("reader", { p21: { scope: "/api;/odata:*;/data", p21Username: user } });
    assert.equal((await world.call(reader, "POST", SESSIONS, {})).status, 401);
    assert.equal((await world.call(reader, "GET", "/uiserver0/api/v2/services")).status, 401);
    assert.equal((await world.call(world.key, "GET", "/uiserver0/api/v2/services")).status, 200);
  });

  test("other calls of all callers go by one shared token", async () => {
    const minted = world.erp.tally.tokensMinted.prophet21;
    const keys = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        world.running.register(`app-${index}`, {
          p21: { scope: "/api", p21Username: world.erp.prophet21.user.username },
        }),
      ),
    );
    const answers = await Promise.all(
      keys.flatMap((key) => Array.from({ length: 4 }, () => world.call(key, "GET", "/api/inventory/parts/ping"))),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    assert.ok(world.erp.tally.tokensMinted.prophet21 - minted <= 1);
  });
});

test("a ghost that a failed create leaves is ended, so the pool does not fill up", async () => {
  await using world = await open({ build: "26.1-early" });
  for (let round = 0; round < 6; round++) {
    const response = await fetch(`${world.running.url}/p21${SESSIONS}`, {
      method: "POST",
      headers: { authorization: `Bearer ${await world.token()}`, accept: "*/*" },
    });
    assert.equal(response.status, 500);
  }
  assert.equal(await world.sessions(), 0);
});

test("a drain ends the sessions that are open", async () => {
  await using world = await open();
  assert.equal((await world.call(await world.token(), "POST", SESSIONS, {})).status, 200);
  assert.equal(await world.sessions(), 1);
  await world.running.gateway.drain();
  assert.equal(await world.sessions(), 0);
});

test("the token of a session that P21 drops: the session is lost, and no other token takes its place", async () => {
  await using world = await open();
  const token = await world.token();
  assert.equal((await world.call(token, "POST", SESSIONS, { SessionTimeout: 86_400 })).status, 200);
  world.erp.fault({ system: "prophet21", kind: "token-revoked" });
  const lost = await world.call(token, "GET", SESSIONS);
  assert.equal(lost.status, 400, lost.text);
  assert.equal((JSON.parse(lost.text) as { reason: string }).reason, "session.lost");
  assert.equal((await world.call(token, "GET", SESSIONS)).status, 400);
});

describe("where a new token ends the one before", () => {
  const inTurn = { mounts: { p21: { interactive: "in-turn" } } };

  test("sessions share the one token and take turns; other calls go on meanwhile", async () => {
    await using world = await open({ mintInvalidatesOldTokens: true }, inTurn);
    const [one, two] = [await world.token(), await world.token()];
    assert.equal((await world.call(one, "POST", SESSIONS, {})).status, 200);
    const minted = world.erp.tally.tokensMinted.prophet21;
    let served = false;
    const second = world.call(two, "POST", SESSIONS, {}).finally(() => (served = true));
    assert.equal((await world.call(one, "POST", WINDOW, { ServiceName: "Customer" })).status, 200);
    assert.equal((await world.call(world.key, "GET", "/api/inventory/parts/ping")).status, 200);
    assert.equal(served, false, "the second waits for its turn");
    assert.equal((await world.call(one, "DELETE", SESSIONS)).status, 200);
    assert.equal((await second).status, 200);
    assert.equal((await world.call(two, "POST", WINDOW, { ServiceName: "Customer" })).status, 200);
    assert.equal((await world.call(two, "DELETE", SESSIONS)).status, 200);
    assert.equal(world.erp.tally.tokensMinted.prophet21, minted, "not one token more");
  });

  test("whoever leaves while it waits loses its turn, and nothing hangs", async () => {
    await using world = await open({ mintInvalidatesOldTokens: true }, inTurn);
    const [one, two, three] = [await world.token(), await world.token(), await world.token()];
    assert.equal((await world.call(one, "POST", SESSIONS, {})).status, 200);
    const leaving = new AbortController();
    const left = fetch(`${world.running.url}/p21${SESSIONS}`, {
      method: "POST",
      headers: { authorization: `Bearer ${two}` },
      signal: leaving.signal,
    });
    const third = world.call(three, "POST", SESSIONS, {});
    leaving.abort();
    await assert.rejects(left);
    assert.equal((await world.call(one, "DELETE", SESSIONS)).status, 200);
    assert.equal((await third).status, 200);
    assert.equal((await world.call(three, "DELETE", SESSIONS)).status, 200);
  });

  test("a session that a gateway left on the shared token is ended, and the create repeated", async () => {
    await using world = await open({}, inTurn);
    assert.equal((await world.call(world.key, "POST", SESSIONS, {})).status, 200);
    // The caller ends it, but P21 never hears of it: as after a gateway was cut off.
    const fault = world.erp.fault({ system: "prophet21", kind: "server-error", path: SESSIONS, next: 1 });
    await world.call(world.key, "DELETE", SESSIONS);
    assert.equal(fault.met, 1);
    assert.equal(await world.sessions(), 1);
    assert.equal((await world.call(await world.token(), "POST", SESSIONS, {})).status, 200);
    assert.equal(await world.sessions(), 1);
  });
});

test("a token that cannot be had twice is shared in turn without being told", async () => {
  await using erp = await startEmulator({ prophet21: { consumerKey: { name: "g", key: KEY, scope: "/api" } } });
  const response = await fetch(`${erp.prophet21.url}/api/security/token/v2`, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify({ ClientSecret: KEY, username: erp.prophet21.user.username }),
  });
  const { AccessToken: token } = (await response.json()) as { AccessToken: string };
  await using running = await startTestGateway({
    p21: { system: "prophet21", url: erp.prophet21.url, auth: { kind: "bearer", token } },
  });
  const [one, two] = [
    await running.register("one", { p21: { scope: "/uiserver0" } }),
    await running.register("two", { p21: { scope: "/uiserver0" } }),
  ];
  const send = (key: string, method: string): Promise<Response> =>
    fetch(`${running.url}/p21${SESSIONS}`, {
      method,
      headers: { authorization: `Bearer ${key}`, accept: "application/json" },
    });
  assert.equal((await send(one, "POST")).status, 200);
  const waiting = send(two, "POST");
  assert.equal((await send(one, "DELETE")).status, 200);
  assert.equal((await waiting).status, 200);
  assert.equal((await send(two, "DELETE")).status, 200);
});

test("a consumer that is revoked has no session any more, without another call of its own", async () => {
  await using world = await open();
  const token = await world.token();
  assert.equal((await world.call(token, "POST", SESSIONS, { SessionTimeout: 86_400 })).status, 200);
  assert.equal(await world.sessions(), 1);
  const { store, consumers } = world.running.gateway;
  await revokeConsumer(store, "desk");
  await consumers.reload();
  let left = 1;
  for (let asked = 0; left > 0 && asked < 200; asked++) left = await world.sessions();
  assert.equal(left, 0);
  assert.equal((await world.call(token, "POST", WINDOW, { ServiceName: "Customer" })).status, 401);
});

describe("a key that is revoked", () => {
  /** Until the ERP's own list has so many. Nobody calls through the gateway meanwhile. */
  const untilSessions = async (world: World, count: number): Promise<void> => {
    while ((await world.sessions()) !== count) await new Promise(setImmediate);
  };
  const create = async (world: World, credential: string): Promise<void> => {
    const created = await world.call(credential, "POST", SESSIONS, { SessionTimeout: 86_400 });
    assert.equal(created.status, 200, created.text);
  };

  test("takes the session that was opened with it along, also one on its token; those of the other key go on", async () => {
    await using world = await open();
    const { store, keyring, consumers } = world.running.gateway;
    const [withKey, withToken] = [world.key, await world.token()];
    const { record, key } = await rotateKey(store, keyring, "desk", { overlapMs: 3_600_000 });
    await consumers.reload();
    const other = key.reveal();
    for (const credential of [withKey, withToken, other]) await create(world, credential);
    assert.equal(await world.sessions(), 3);
    // As another process does it: this one is told by the store alone.
    await revokeKey(store, "desk", record.keys[0]?.id ?? "");
    await untilSessions(world, 1);
    for (const credential of [withKey, withToken])
      assert.equal((await world.call(credential, "POST", WINDOW, { ServiceName: "Customer" })).status, 401);
    assert.equal((await world.call(other, "POST", WINDOW, { ServiceName: "Customer" })).status, 200);
    assert.equal((await world.call(other, "DELETE", SESSIONS)).status, 200);
  });

  test("gives back the turn of a session that has the one token", async () => {
    await using world = await open({ mintInvalidatesOldTokens: true }, { mounts: { p21: { interactive: "in-turn" } } });
    const { store, consumers } = world.running.gateway;
    const user = world.erp.prophet21.user.username;
    const waiter = await world.running.register("waiter", { p21: { scope: "/uiserver0", p21Username: user } });
    await create(world, world.key);
    const waiting = world.call(waiter, "POST", SESSIONS, {});
    const desk = (await store.consumers()).find(({ name }) => name === "desk");
    await revokeKey(store, "desk", desk?.keys[0]?.id ?? "");
    await consumers.reload();
    assert.equal((await waiting).status, 200);
    assert.equal((await world.call(waiter, "DELETE", SESSIONS)).status, 200);
    assert.equal(await world.sessions(), 0);
  });

  test("or that ends by itself: its session does not outlive it", async () => {
    await using world = await open();
    const { store, keyring, consumers } = world.running.gateway;
    await create(world, world.key);
    await rotateKey(store, keyring, "desk", { overlapMs: 300 });
    await consumers.reload();
    await untilSessions(world, 0);
    assert.equal((await world.call(world.key, "POST", WINDOW, { ServiceName: "Customer" })).status, 401);
  });

  test("another change of the consumer ends no session", async () => {
    await using world = await open();
    const { store, consumers } = world.running.gateway;
    await create(world, world.key);
    const { generation } = consumers;
    await updateConsumer(store, "desk", { origins: ["https://app.example.com"] }, () => []);
    await consumers.reload();
    assert.ok(consumers.generation > generation);
    assert.equal((await world.call(world.key, "POST", WINDOW, { ServiceName: "Customer" })).status, 200);
    assert.equal(await world.sessions(), 1);
  });
});
