import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { Emulator, Prophet21Switches } from "../../src/index.ts";
import {
  consumer,
  last,
  list,
  listenEmulator,
  mainUser,
  makeEmulator,
  member,
  prophet21Call,
  prophet21Token,
  type Reply,
} from "../fixture.ts";

const SESSIONS = "/uiserver0/api/ui/interactive/sessions";
const EXISTS = { ErrorMessage: "Session already exists." };
const INVALID = { ErrorMessage: "Invalid session" };

interface World {
  readonly emulator: Emulator;
  readonly token: string;
  readonly create: (token?: string, body?: string, accept?: string) => Promise<Reply>;
  readonly end: (token?: string) => Promise<Reply>;
  readonly use: (token?: string) => Promise<Reply>;
  readonly mint: () => Promise<string>;
}

async function world(switches: Partial<Prophet21Switches> = {}): Promise<World> {
  const emulator = makeEmulator({ prophet21: switches });
  const mint = async (): Promise<string> => await prophet21Token(emulator, mainUser(emulator));
  const token = await mint();
  const send = async (method: string, own: string, rest: object = {}, path = SESSIONS): Promise<Reply> =>
    await prophet21Call(emulator, path, own, { method, ...rest });
  return {
    emulator,
    token,
    mint,
    create: async (own = token, body = "", accept = "application/json") =>
      await send("POST", own, { body, headers: { accept } }),
    end: async (own = token) => await send("DELETE", own),
    use: async (own = token) =>
      await send("POST", own, { body: '{"ServiceName":"Customer"}' }, "/uiserver0/api/ui/interactive/v2/window"),
  };
}

/** Until so many creates stand in line. */
async function standing(emulator: Emulator, waiting: number): Promise<void> {
  while (emulator.prophet21.admin.uiServer.waiting !== waiting) await setImmediate();
}

test("create, list and end, with and without a slash; the id is called as the build has it", async () => {
  for (const [build, name] of [
    ["25.2", "SessionId"],
    ["26.1-early", "Id"],
    ["26.1-late", "Id"],
  ] as const) {
    const { emulator, token, create, end } = await world({ build });
    const made = await create();
    assert.equal(made.status, 200);
    assert.match(String(member(made.body, name)), /^[0-9a-f-]{36}$/);
    const listed = await prophet21Call(emulator, `${SESSIONS}/`, token);
    assert.equal(member(list({ value: listed.body })[0], name), member(made.body, name));
    assert.equal((await end()).status, 200);
    assert.equal((await prophet21Call(emulator, `${SESSIONS}/`, token, { method: "POST" })).status, 200);
  }
});

test("26.1 tells its build and its settings in the answer", async () => {
  const { create } = await world();
  const { body } = await create();
  assert.equal(member(list(body, "Properties")[0], "Properties.fullversion"), "26.1.5950.0");
  assert.equal(member(list(body, "Properties")[1], "Properties.SessionCleanupExpiration"), "00:06:00");
});

test("one session per token; only its own token ends it", async () => {
  const { create, end, mint } = await world();
  await create();
  const second = await create();
  assert.deepEqual([second.status, second.body], [409, EXISTS]);
  const other = await mint();
  const refused = await end(other);
  assert.deepEqual([refused.status, refused.body], [400, INVALID]);
  assert.equal((await create(other)).status, 200, "another token of the same user has a session of its own");
  assert.equal((await end()).status, 200);
  assert.equal((await create()).status, 200);
});

test("what an Accept without JSON gets, by build", async () => {
  const accepts = ["*/*", "application/xml", "text/html"];
  for (const accept of accepts) {
    const late = await (await world()).create(undefined, "", accept);
    assert.equal(late.status, 200);
    assert.match(
      late.text,
      /^<Session xmlns="http:\/\/schemas\.datacontract\.org\/2004\/07\/P21\.UI\.Service\.Request"><Id>[^<]+<\/Id><Properties>/,
    );
    const old = await (await world({ build: "25.2" })).create(undefined, "", accept);
    assert.deepEqual([old.status, typeof member(old.body, "SessionId")], [200, "string"]);
  }
  const both = await (await world({ build: "26.1-early" })).create(undefined, "", "application/json, */*");
  assert.equal(both.status, 200);
});

test("early 26.1: an empty 500 leaves a ghost that hides the cause until it is deleted", async () => {
  const { emulator, create, end, use } = await world({ build: "26.1-early" });
  const failed = await create(undefined, "", "*/*");
  assert.deepEqual([failed.status, failed.text], [500, ""]);
  assert.match(last(emulator).notes.join(), /ghost session/);
  assert.deepEqual((await create()).body, EXISTS);
  assert.equal((await use()).status, 400, "a ghost does nothing but block");
  assert.equal((await end()).status, 200);
  assert.equal((await create()).status, 200);
});

for (const [who, login] of [
  ["a key without a user name", consumer(seeded("p21-consumer-key"))],
  ["a key with the consumer's own name", consumer(seeded("p21-consumer-key"), "erp-sync")],
] as const) {
  test(`${who} opens no session`, async () => {
    const { emulator, create } = await world();
    const { status, body } = await create(await prophet21Token(emulator, login));
    assert.deepEqual([status, member(body, "ErrorMessage")], [500, "Error retrieving/validating user"]);
  });
}

test("a key with a real user's name does; a deleted user's does not", async () => {
  const { emulator, create } = await world();
  const token = await prophet21Token(emulator, consumer(seeded("p21-consumer-key"), "buyer"));
  emulator.prophet21.admin.deleteUser("buyer");
  assert.equal((await create(token)).status, 500);
  emulator.prophet21.admin.changeUser("buyer", { deleted: false });
  assert.equal((await create(token)).status, 200);
});

test("scope: /api and /uiserver0 open it, an OData scope does not", async () => {
  const { emulator, create } = await world();
  const { admin } = emulator.prophet21;
  for (const [scope, expected] of [
    ["/uiserver0", 200],
    ["/api", 200],
    ["/odata:supplier", 401],
  ] as const) {
    const { key } = admin.registerConsumer({
      name: `with ${scope}`,
      key: seeded(`scope${scope.replaceAll(/\W/g, "-")}`),
      scope,
    });
    assert.equal((await create(await prophet21Token(emulator, consumer(key, "api_user")))).status, expected, scope);
  }
});

test("a session idles out after 60 s, or after its own SessionTimeout; use keeps it", async () => {
  const { emulator, create, use, mint } = await world();
  await create();
  emulator.clock.advance({ seconds: 59 });
  assert.equal((await use()).status, 200);
  emulator.clock.advance({ seconds: 59 });
  assert.equal((await use()).status, 200);
  emulator.clock.advance({ seconds: 60 });
  assert.deepEqual((await use()).body, INVALID);
  const patient = await mint();
  await create(patient, '{"SessionTimeout":120}');
  emulator.clock.advance({ seconds: 119 });
  assert.equal((await use(patient)).status, 200);
});

test("what is left behind holds its place until it is swept after six minutes", async () => {
  const { emulator, create } = await world();
  await create();
  emulator.clock.advance({ minutes: 5, seconds: 59 });
  assert.equal((await create()).status, 409);
  emulator.clock.advance({ seconds: 1 });
  assert.equal((await create()).status, 200);
});

test("the pool has five places; a sixth create waits and gets the place that comes free", async () => {
  const { emulator, create, end, mint } = await world();
  const tokens = await Promise.all(Array.from({ length: 6 }, mint));
  for (const token of tokens.slice(0, 5)) assert.equal((await create(token)).status, 200);
  const waiting = create(tokens[5]);
  await standing(emulator, 1);
  emulator.clock.advance({ seconds: 59 });
  assert.equal(emulator.prophet21.admin.uiServer.waiting, 1);
  await end(tokens[2]);
  assert.equal((await waiting).status, 200);
  assert.equal(last(emulator).rule, "prophet21.interactive.created-late");
  assert.equal(emulator.prophet21.admin.uiServer.sessions.length, 5);
});

test("who waits 60 s in vain is refused; who waits for a swept session is not", async () => {
  const { emulator, create, mint } = await world({ sessionPool: 1 });
  await create();
  const inVain = create(await mint());
  await standing(emulator, 1);
  emulator.clock.advance({ seconds: 60 });
  assert.equal((await inVain).status, 500);
  assert.equal(last(emulator).rule, "prophet21.interactive.pool");
  emulator.clock.advance({ minutes: 4, seconds: 30 });
  const inTime = create(await mint());
  await standing(emulator, 1);
  emulator.clock.advance({ seconds: 30 });
  assert.equal((await inTime).status, 200);
});

test("two creates of one token that wait: the second is refused when its turn comes", async () => {
  const { emulator, create, end, mint } = await world({ sessionPool: 1 });
  await create();
  const twice = await mint();
  const both = [create(twice), create(twice)];
  await standing(emulator, 2);
  await end();
  const [first, second] = await Promise.all([both[0], Promise.race([both[1], setImmediate("still waiting")])]);
  assert.equal(first?.status, 200);
  assert.equal(second, "still waiting");
  await end(twice);
  assert.equal((await both[1])?.status, 200, "by then the first one is over");
});

test("a caller who goes away leaves the line", async () => {
  await using emulator = await listenEmulator({ prophet21: { sessionPool: 1 } });
  const { url } = emulator.prophet21;
  const ask = async (token: string, signal?: AbortSignal): Promise<Response> =>
    await fetch(`${url}${SESSIONS}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
      ...(signal === undefined ? {} : { signal }),
    });
  await ask(await prophet21Token(emulator, mainUser(emulator)));
  const impatience = new AbortController();
  const left = ask(await prophet21Token(emulator, mainUser(emulator)), impatience.signal);
  await standing(emulator, 1);
  impatience.abort();
  await assert.rejects(left, { name: "AbortError" });
  await standing(emulator, 0);
});

test("the older surface opens and ends the same sessions", async () => {
  const { emulator, token, create } = await world();
  const older = "/uiserver0/ui/common/v1/sessions/";
  assert.equal((await prophet21Call(emulator, older, token, { method: "POST" })).status, 200);
  assert.equal((await create()).status, 409);
  const window = await prophet21Call(emulator, "/uiserver0/ui/full/v1/window/", token, {
    method: "POST",
    body: '"Customer"',
  });
  assert.equal(typeof member(window.body, "Result"), "string");
  assert.equal((await prophet21Call(emulator, older, token, { method: "DELETE" })).status, 200);
});
