import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { startErp, type ErpConfiguration } from "../erp-configuration.ts";
import { erpgate, type Finished } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";

interface More {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

const run = (erp: ErpConfiguration, words: readonly string[], more: More = {}): Promise<Finished> =>
  erpgateHere([...words, "--config", erp.file], { ...more, env: { ...erp.env, ...more.env } });

/** The same in a process of its own: once for each command, streams and exit code included. */
const runAlone = (erp: ErpConfiguration, words: readonly string[], more: More = {}): Promise<Finished> =>
  erpgate([...words, "--config", erp.file], { ...more, env: { ...erp.env, ...more.env } });

/** No secret of the configuration may stand in what a command says besides its answer. */
function assertSilent(erp: ErpConfiguration, text: string): void {
  for (const secret of erp.secrets) assert.ok(!text.includes(secret));
}

test("token prints the token alone, with its end on stderr; --raw says nothing more, --json says it all", async () => {
  await using erp = await startErp();
  const plain = await runAlone(erp, ["token", "p21"]);
  assert.equal(plain.code, 0, plain.stderr);
  assert.match(plain.stdout, /^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/);
  assert.match(plain.stderr, /^valid until /);
  const raw = await run(erp, ["token", "kinetic", "--raw"]);
  assert.match(raw.stdout, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.equal(raw.stderr, "");
  const { tokenType, expires } = JSON.parse((await run(erp, ["token", "kinetic", "--json"])).stdout) as {
    tokenType: string;
    expires: { epochSeconds: number; utc: string };
  };
  assert.equal(tokenType, "Bearer");
  assert.equal(Math.floor(Date.parse(expires.utc) / 1000), expires.epochSeconds);
  assertSilent(erp, plain.stdout + plain.stderr);
});

test("token --header prints what lets a call in, for Basic as well, which has no token", async () => {
  await using erp = await startErp();
  const header = await run(erp, ["token", "kinetic-basic", "--header"]);
  const headers = Object.fromEntries(
    header.stdout
      .trim()
      .split("\n")
      .map((line) => line.split(": ") as [string, string]),
  );
  const answer = await fetch(`${erp.emulator.kinetic.url}/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1`, {
    headers,
  });
  assert.equal(answer.status, 200);
  const none = await run(erp, ["token", "kinetic-basic"]);
  assert.deepEqual([none.code, none.stdout], [3, ""]);
  assert.match(none.stderr, /token kinetic-basic --header/);
});

test("request streams the body to stdout, and the status becomes the exit code", async () => {
  await using erp = await startErp();
  const kinetic = await runAlone(erp, ["request", "kinetic", "Erp.BO.CustomerSvc/Customers?$top=2&$select=CustID"]);
  assert.equal(kinetic.code, 0, kinetic.stderr);
  assert.equal((JSON.parse(kinetic.stdout) as { value: unknown[] }).value.length, 2);
  assert.equal(kinetic.stderr, "");
  const p21 = await run(erp, ["request", "p21", "/odataservice/odata/table/supplier?$top=1", "--include"]);
  assert.match(p21.stdout, /^HTTP\/1\.1 200.*\n(?:[\w-]+: .*\n)+\n\{/);
});

test("request --json is one document with status, headers and body", async () => {
  await using erp = await startErp();
  const { code, stdout } = await run(erp, ["request", "p21", "/odataservice/odata/table/supplier?$top=1", "--json"]);
  const { status, ok, body, failure } = JSON.parse(stdout) as {
    status: number;
    ok: boolean;
    body: { value: unknown[] };
    failure: null;
  };
  assert.deepEqual([code, status, ok, body.value.length, failure], [0, 200, true, 1, null]);
});

test("request sends a body from the argument, a file or standard input", async () => {
  await using erp = await startErp();
  const body = JSON.stringify({ custNum: 1 });
  const file = join(erp.folder, "body.json");
  writeFileSync(file, body);
  const path = "Erp.BO.CustomerSvc/GetByID";
  const answers = [
    await run(erp, ["request", "kinetic", path, "--data", body]),
    await run(erp, ["request", "kinetic", "POST", path, "--data", `@${file}`]),
    await runAlone(erp, ["request", "kinetic", path, "--data", "-"], { input: body }),
  ];
  for (const { code, stdout, stderr } of answers) {
    assert.equal(code, 0, stdout + stderr);
    assert.equal(stdout, answers[0]?.stdout);
  }
  const unread = await run(erp, ["request", "kinetic", path, "--data", "@no-such-file"]);
  assert.equal(unread.code, 2);
  assert.match(unread.stderr, /no-such-file/);
});

test("a refusal goes to stdout as it came, with its meaning on stderr and exit code 1", async () => {
  await using erp = await startErp();
  const { code, stdout, stderr } = await runAlone(erp, ["request", "p21", "/odataservice/odata/table/inv_mast?$top=1"]);
  assert.equal(code, 1);
  assert.match(stdout, /not authorized/);
  assert.match(stderr, /P21_NOT_AUTHORIZED/);
  assert.match(stderr, /finding: prophet21\//);
  const document = await run(erp, ["request", "p21", "/odataservice/odata/table/inv_mast?$top=1", "--json"]);
  assert.equal(document.code, 1);
  assert.equal((JSON.parse(document.stdout) as { failure: { code: string } }).failure.code, "P21_NOT_AUTHORIZED");
});

test("a wrong API key is named as such, and is repeated nowhere", async () => {
  await using erp = await startErp();
  const wrong = seeded("another-api-key");
  const { code, stdout, stderr } = await run(erp, ["request", "kinetic", "Erp.BO.CustomerSvc/Customers?$top=1"], {
    env: { KINETIC_API_KEY: wrong },
  });
  assert.equal(code, 1);
  assert.match(stderr, /KINETIC_API_KEY_INVALID/);
  assert.ok(!(stdout + stderr).includes(wrong), "Kinetic's 401 repeats the key");
});

test("status says who, how, from where and until when, and shows no secret", async () => {
  await using erp = await startErp();
  const text = await runAlone(erp, ["status"]);
  assert.equal(text.code, 0, text.stderr);
  assert.match(text.stdout, /kinetic \(kinetic\): signed in, token eyJ.*…, until \d{4}-/);
  assert.match(text.stdout, /as +integration, by token-resource/);
  assert.match(text.stdout, /auth\.key +environment variable P21_CONSUMER_KEY/);
  assert.match(text.stdout, /kinetic-basic \(kinetic\): sends its login with every call/);
  const json = await run(erp, ["status", "p21", "--json"]);
  const { connections } = JSON.parse(json.stdout) as {
    connections: { name: string; state: string; secrets: unknown }[];
  };
  assert.deepEqual(
    connections.map(({ name, state }) => [name, state]),
    [["p21", "signed-in"]],
  );
  assert.deepEqual(connections[0]?.secrets, [{ option: "auth.key", from: "environment variable P21_CONSUMER_KEY" }]);
  assertSilent(erp, text.stdout + text.stderr + json.stdout + json.stderr);
});

test("status of a refused login has the code, what to do and the finding, and exit code 1; the others are reported all the same", async () => {
  await using erp = await startErp();
  const wrong = { env: { P21_CONSUMER_KEY: seeded("unregistered-key") } };
  const text = await run(erp, ["status"], wrong);
  assert.equal(text.code, 1);
  assert.match(
    text.stdout,
    /p21 \(prophet21\): cannot sign in: .*\[P21_KEY_UNKNOWN\]\n(?:.*\n)* {2}→ .*\n(?:.*\n)* {2}finding: prophet21\//,
  );
  assert.match(text.stdout, /kinetic \(kinetic\): signed in/);
  assert.ok(!(text.stdout + text.stderr).includes(wrong.env.P21_CONSUMER_KEY), "P21's 500 repeats the key");
});

test("an ERP that is not there is no refusal: exit code 3", async () => {
  await using erp = await startErp();
  await erp.emulator.close();
  const { code, stderr } = await run(erp, ["token", "p21"]);
  assert.equal(code, 3);
  assert.match(stderr, /NETWORK_REFUSED/);
});

test("one connection's command needs only that connection's secrets", async () => {
  await using erp = await startErp();
  const { code, stderr } = await erpgateHere(["token", "p21", "--config", erp.file], {
    env: { P21_CONSUMER_KEY: erp.env["P21_CONSUMER_KEY"] ?? "" },
  });
  assert.equal(code, 0, stderr);
});

test("a connection that is not there is answered with those that are", async () => {
  await using erp = await startErp();
  const { code, stderr } = await run(erp, ["token", "p12"]);
  assert.equal(code, 2);
  assert.match(stderr, /p12/);
  assert.match(stderr, /p21/);
});
