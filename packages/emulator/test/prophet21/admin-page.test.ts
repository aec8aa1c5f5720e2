import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { Emulator } from "../../src/index.ts";
import { last, makeEmulator } from "../fixture.ts";

interface Browser {
  readonly emulator: Emulator;
  readonly get: (path: string) => Promise<Page>;
  /** Posts a form as a browser does, with the token of the page it is on. */
  readonly submit: (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Page>;
}

interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser without JavaScript: it keeps a cookie, posts forms and follows 303. */
function browser(emulator: Emulator = makeEmulator()): Browser {
  let cookie = "";
  const { url } = emulator.prophet21;
  const send = async (path: string, init: RequestInit = {}): Promise<Page> => {
    const request = new Request(`${url}/api/admin/${path}`, init);
    if (cookie !== "") request.headers.set("cookie", cookie);
    const response = await emulator.prophet21.fetch(request);
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    const { status, headers } = response;
    if (status === 303) return await send((headers.get("location") ?? "").replace("/api/admin/", ""));
    return { status, headers, text: await response.text() };
  };
  const tokenOf = async (): Promise<string> =>
    /name="formToken" value="([^"]+)"/.exec((await send("")).text)?.[1] ?? "";
  return {
    emulator,
    get: async (path) => await send(path),
    submit: async (path, fields, headers = {}) => {
      const formToken = path === "login" ? {} : { formToken: await tokenOf() };
      const body = new URLSearchParams({ ...formToken, ...fields });
      return await send(path, { method: "POST", body, headers: { origin: url, ...headers } });
    },
  };
}

const login = { username: "api_user", password: seeded("p21-password") };

async function signedIn(): Promise<Browser> {
  const page = browser();
  assert.equal((await page.submit("login", login)).status, 200);
  return page;
}

test("sign in, register a consumer key, see it once, sign out", async () => {
  const { emulator, get, submit } = await signedIn();
  const done = await submit("console/register", {
    name: "learner",
    type: "Web",
    sdkAccess: "Yes",
    tokenExpire: "3600",
    scope: "/odata:supplier",
  });
  const registered = emulator.prophet21.admin.consumers.find(({ name }) => name === "learner");
  assert.deepEqual(
    [registered?.type, registered?.scope, registered?.tokenExpire],
    ["Web", "/odata:supplier;/p21sdk", 3600],
  );
  assert.ok(done.text.includes(`Its consumer key is ${registered?.key ?? "?"}`));
  assert.ok(!(await get("console")).text.includes(registered?.key ?? "?"), "not shown again");
  assert.match((await submit("logout", {})).text, /<h1>SOA Admin<\/h1>[\s\S]*Sign in/);
  assert.doesNotMatch((await get("console")).text, /learner/);
});

test("consumers are changed and deleted, the OData service refreshed", async () => {
  const { emulator, submit } = await signedIn();
  const { admin } = emulator.prophet21;
  await submit("console/change", {
    name: "reader",
    scope: "/api",
    type: "Service",
    sdkAccess: "No",
    tokenExpire: "never",
  });
  assert.equal(admin.consumers.find(({ name }) => name === "reader")?.scope, "/api");
  await submit("console/remove", { name: "reader" });
  assert.equal(
    admin.consumers.some(({ name }) => name === "reader"),
    false,
  );
  assert.match((await submit("odata/refresh", {})).text, /shows \d+ tables and views/);
});

test("users and roles", async () => {
  const { emulator, submit } = await signedIn();
  const { admin } = emulator.prophet21;
  await submit("roles/save", {
    name: "Sales",
    allTables: "No",
    tables: "customer, oe_hdr",
    allViews: "Yes",
    views: "",
  });
  assert.deepEqual(admin.roles.at(-1), { name: "Sales", tables: ["customer", "oe_hdr"], views: "all" });
  const security = { login: "sql", role: "Sales", allowOdataApiService: "Yes", accessToSoaAdminPage: "No" };
  await submit("users/add", { username: "pupil", password: seeded("pupil-password"), ...security });
  await submit("users/change", { username: "pupil", ...security, allowOdataApiService: "No", deleted: "Yes" });
  const pupil = admin.users.find(({ username }) => username === "pupil");
  assert.deepEqual([pupil?.role, pupil?.allowOdataApiService, pupil?.deleted], ["Sales", false, true]);
});

test("what cannot be done is said on the form's own page, and nothing is changed", async () => {
  const { emulator, submit } = await signedIn();
  const before = emulator.prophet21.admin.consumers.length;
  const refused = await submit("console/register", {
    name: "reader",
    scope: "api",
    type: "Service",
    tokenExpire: "never",
  });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /role="alert">registerConsumer: .*is taken.*entries begin with \//);
  assert.equal(emulator.prophet21.admin.consumers.length, before);
});

test("right credentials bounce without Access to SOA Admin Page, in the same words as wrong ones", async () => {
  const { emulator, submit } = browser();
  const answers: string[] = [];
  for (const [fields, rule] of [
    [{ username: "noodata", password: seeded("noodata-password") }, "prophet21.admin.no-access"],
    [{ ...login, password: "wrong" }, "prophet21.admin.password"],
  ] as const) {
    const { status, text } = await submit("login", fields);
    answers.push(text);
    assert.deepEqual([status, last(emulator).rule], [401, rule]);
  }
  assert.equal(answers[0], answers[1]);
  assert.match(emulator.journal[0]?.wouldAccept ?? "", /Access to SOA Admin Page = Yes for noodata/);
});

test("access that is taken away, and twenty minutes of nothing, end a session", async () => {
  const { emulator, get } = await signedIn();
  assert.match((await get("users")).text, /User Maintenance/);
  emulator.prophet21.admin.changeUser("api_user", { accessToSoaAdminPage: false });
  assert.doesNotMatch((await get("users")).text, /User Maintenance/);
  emulator.prophet21.admin.changeUser("api_user", { accessToSoaAdminPage: true });
  emulator.clock.advance({ minutes: 20 });
  assert.doesNotMatch((await get("users")).text, /User Maintenance/);
});

test("a form of another site, or without its token, changes nothing", async () => {
  const { emulator, submit } = await signedIn();
  for (const headers of [{ origin: "https://elsewhere.example" }, { origin: "null" }]) {
    assert.equal((await submit("console/remove", { name: "reader" }, headers)).status, 403);
  }
  assert.equal((await submit("console/remove", { name: "reader", formToken: "guessed" })).status, 403);
  assert.equal((await browser(emulator).submit("console/remove", { name: "reader" })).status, 401);
  assert.ok(emulator.prophet21.admin.consumers.some(({ name }) => name === "reader"));
});

test("what others typed is shown as text", async () => {
  const { emulator, get } = await signedIn();
  emulator.prophet21.admin.registerConsumer({ name: '<img src=x onerror="alert(1)">', scope: "/odata:<b>" });
  const { text } = await get("console");
  assert.ok(text.includes("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;") && !text.includes("<img"));
  assert.ok(text.includes("/odata:&lt;b&gt;"));
});

test("no script, no framing, no caching; the cookie is for these pages alone", async () => {
  const { emulator, get } = await signedIn();
  const { headers, text } = await get("");
  assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/);
  assert.equal(headers.get("cache-control"), "no-store");
  assert.doesNotMatch(text, /<script/);
  const body = new URLSearchParams(login);
  const request = new Request(`${emulator.prophet21.url}/api/admin/login`, { method: "POST", body });
  const cookie = (await emulator.prophet21.fetch(request)).headers.get("set-cookie") ?? "";
  assert.match(cookie, /^P21SoaAdmin=[\w-]{32}; Path=\/api\/admin; HttpOnly; SameSite=Strict$/);
});

test("unknown pages and verbs", async () => {
  const { emulator, get, submit } = await signedIn();
  assert.equal((await get("nothing")).status, 404);
  assert.equal((await submit("nothing", {})).status, 404);
  const head = new Request(`${emulator.prophet21.url}/api/admin`, { method: "DELETE" });
  assert.match(await (await emulator.prophet21.fetch(head)).text(), /Sign in/);
});
