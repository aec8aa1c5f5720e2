import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { startErp, type ErpConfiguration } from "../erp-configuration.ts";
import { erpgate, finished, temporaryFolder, type Finished, type RunOptions } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";

type Run = (erp: ErpConfiguration, words: readonly string[], more?: RunOptions) => Promise<Finished>;

interface Home extends Disposable {
  readonly path: string;
  readonly run: Run;
  /** The same in a process of its own. */
  readonly runAlone: Run;
}

/** A machine of its own: nothing is kept there yet. */
function newHome(): Home {
  const folder = temporaryFolder();
  const { path } = folder;
  const places = { XDG_STATE_HOME: join(path, "state"), XDG_CONFIG_HOME: join(path, "config"), LOCALAPPDATA: path };
  const runIn =
    (start: typeof erpgate): Run =>
    (erp, words, more = {}) =>
      start([...words, "--config", erp.file], { ...more, env: { ...erp.env, ...places, ...more.env } });
  return {
    path,
    run: runIn(erpgateHere),
    runAlone: runIn(erpgate),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

const asked = (erp: ErpConfiguration): number =>
  erp.emulator.journal.filter(({ path }) => /TokenResource|security\/token/.test(path)).length;

test("login keeps the token, token and request use it, status tells it, logout forgets it", async () => {
  await using erp = await startErp();
  using home = newHome();
  const login = await home.runAlone(erp, ["login", "kinetic"]);
  assert.equal(login.code, 0, login.stderr);
  assert.match(
    login.stdout,
    /^signed in to kinetic until .*; kept in .*tokens, sealed with key file .*token-store\.key\n$/,
  );
  assert.match(login.stderr, /^made a token store: .* \(no keychain can be used here\)\n$/);
  assert.equal(asked(erp), 1);

  const token = await home.runAlone(erp, ["token", "kinetic", "--raw"]);
  const again = await home.run(erp, ["token", "kinetic", "--raw"]);
  const request = await home.run(erp, ["request", "kinetic", "Erp.BO.CustomerSvc/Customers?$top=1"]);
  assert.deepEqual([token.code, again.stdout === token.stdout, request.code], [0, true, 0]);
  const status = await home.run(erp, ["status", "kinetic"]);
  assert.match(status.stdout, /token store: .*tokens, 1 token, sealed with key file/);
  assert.match(status.stdout, /token +in the token store since \d{4}-/);
  assert.ok(!(status.stdout + login.stdout + login.stderr).includes(token.stdout));
  assert.equal(asked(erp), 1, "one token request for all of it");

  const logout = await home.runAlone(erp, ["logout", "kinetic"]);
  assert.equal(logout.stdout, "forgotten: 1 token\n");
  assert.equal((await home.run(erp, ["logout", "--all"])).stdout, "nothing was kept\n");
  assert.notEqual((await home.run(erp, ["token", "kinetic", "--raw"])).stdout, token.stdout);
});

test("a login anew replaces what was kept, and one that fails leaves it", async () => {
  await using erp = await startErp();
  using home = newHome();
  await home.run(erp, ["login", "p21"]);
  const first = await home.run(erp, ["token", "p21", "--raw"]);
  const wrong = { env: { P21_CONSUMER_KEY: seeded("no-such-key") } };
  const failed = await home.run(erp, ["login", "p21"], wrong);
  assert.equal(failed.code, 1);
  assert.equal((await home.run(erp, ["token", "p21", "--raw"])).stdout, first.stdout);
  const anew = await home.run(erp, ["login", "p21"]);
  assert.equal(anew.code, 0);
  assert.equal(asked(erp), 3);
});

test("login --with-token keeps a token from standard input; what is none is refused unseen", async () => {
  await using erp = await startErp();
  using home = newHome();
  const token = seeded("brought-along");
  const login = await home.runAlone(erp, ["login", "p21", "--with-token", "--json"], { input: `${token}\n` });
  assert.equal(login.code, 0, login.stderr);
  const { state, tokenStore } = JSON.parse(login.stdout) as { state: string; tokenStore: { file: string } };
  assert.equal(state, "signed-in");
  assert.equal(statSync(tokenStore.file).mode & 0o777, 0o600);
  assert.ok(!readFileSync(tokenStore.file, "latin1").includes(token));
  const kept = await home.run(erp, ["token", "p21", "--raw"]);
  assert.ok(kept.stdout === token);
  assert.equal(asked(erp), 0);
  const spoiled = await home.run(erp, ["login", "p21", "--with-token"], { input: `two ${token}` });
  assert.equal(spoiled.code, 2);
  assert.ok(!(spoiled.stdout + spoiled.stderr).includes(token));
});

test("Basic has nothing to keep", async () => {
  await using erp = await startErp();
  using home = newHome();
  const { code, stderr } = await home.run(erp, ["login", "kinetic-basic"]);
  assert.equal(code, 0);
  assert.match(stderr, /with every call: there is nothing to keep/);
});

test("a configured store: its section, the environment, and one that cannot be opened", async () => {
  await using erp = await startErp();
  using home = newHome();
  const text = readFileSync(erp.file, "utf8");
  writeFileSync(erp.file, `${text}tokenStore: { file: ./kept/tokens, passphraseEnv: PHRASE }\n`);
  const phrase = { env: { PHRASE: `${seeded("phrase")} ; # ' " %` } };
  const first = await home.run(erp, ["token", "p21", "--raw"], phrase);
  assert.equal(first.code, 0, first.stderr);
  const before = readFileSync(join(erp.folder, "kept", "tokens"));

  const wrong = await home.run(erp, ["token", "p21"], { env: { PHRASE: "wrong" } });
  assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
  assert.match(
    wrong.stderr,
    /^erpgate: the passphrase does not open the token store .*kept.tokens; it was left as it is \[STORE_KEY_WRONG\]\n/,
  );
  const status = await home.run(erp, ["status", "p21", "--json"], { env: { PHRASE: "wrong" } });
  const { tokenStore } = JSON.parse(status.stdout) as { tokenStore: { failure: { code: string } } };
  assert.deepEqual([status.code, tokenStore.failure.code], [1, "STORE_KEY_WRONG"]);
  assert.deepEqual(readFileSync(join(erp.folder, "kept", "tokens")), before);

  writeFileSync(erp.file, `${text}tokenStore: { keyFile: a, keyEnv: B, paswordEnv: C }\n`);
  const faulty = await home.run(erp, ["token", "p21"]);
  assert.equal(faulty.code, 2);
  assert.match(faulty.stderr, /tokenStore\.keyEnv: is one key too many: keyFile is given, too/);
  assert.match(faulty.stderr, /tokenStore\.paswordEnv: is not an option here/);
});

test("bundle export and import carry a login to a machine without a browser", async () => {
  await using erp = await startErp();
  using desktop = newHome();
  using robot = newHome();
  await desktop.run(erp, ["login", "p21"]);
  const token = await desktop.run(erp, ["token", "p21", "--raw"]);
  const phrase = { env: { ERPGATE_BUNDLE_PASSPHRASE: seeded("bundle-phrase") } };
  const bundle = await desktop.runAlone(erp, ["bundle", "export", "p21", "--minutes", "5"], phrase);
  assert.match(bundle.stdout, /^erpgate-bundle:[\w-]+\n$/);
  assert.match(bundle.stderr, /^1 login; erpgate bundle import opens it until /);

  const refused = await robot.run(erp, ["bundle", "import"], { input: bundle.stdout });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /there is no passphrase: give --passphrase-file FILE, set ERPGATE_BUNDLE_PASSPHRASE/);
  const wrong = await robot.run(erp, ["bundle", "import"], {
    input: bundle.stdout,
    env: { ERPGATE_BUNDLE_PASSPHRASE: "no" },
  });
  assert.match(wrong.stderr, /the passphrase does not open the bundle; nothing was imported/);

  const file = join(robot.path, "phrase");
  writeFileSync(file, `${seeded("bundle-phrase")}\n`);
  const imported = await robot.runAlone(erp, ["bundle", "import", "-", "--passphrase-file", file], {
    input: bundle.stdout,
  });
  assert.match(imported.stdout, /^imported: 1 login, into .*tokens\n$/);
  assert.ok((await robot.run(erp, ["token", "p21", "--raw"])).stdout === token.stdout);
  assert.equal(asked(erp), 1);
  const nothing = await robot.run(erp, ["bundle", "export", "kinetic"], phrase);
  assert.match(nothing.stderr, /nothing is kept for kinetic: sign in first, with erpgate login kinetic/);
});

test("token's forms for programs: an environment file, and a credential process", async () => {
  await using erp = await startErp();
  using home = newHome();
  const env = await home.run(erp, ["token", "kinetic-basic", "--format", "env"]);
  assert.match(env.stdout, /^ERPGATE_URL=http:.*\nERPGATE_AUTHORIZATION='Basic [\w+/=]+'\nERPGATE_API_KEY=.*\n$/);
  const timed = await home.run(erp, ["token", "kinetic", "--format", "env"]);
  assert.match(
    timed.stdout,
    /\nERPGATE_TOKEN=eyJ.*\nERPGATE_TOKEN_EXPIRES=\d{10}\nERPGATE_TOKEN_EXPIRES_UTC=\d{4}-.*Z\n/,
  );
  assert.equal(timed.stderr, "");
  const { stdout } = await home.run(erp, ["token", "kinetic", "--format", "credential-process"]);
  const { Version, Token, Headers, Expiration } = JSON.parse(stdout) as {
    Version: number;
    Token: string;
    Headers: Record<string, string>;
    Expiration: string;
  };
  assert.equal(Version, 1);
  assert.equal(Headers["authorization"], `Bearer ${Token}`);
  assert.ok(Date.parse(Expiration) > Date.now());
  const wrong = await home.run(erp, ["token", "p21", "--format", "crednetial-process"]);
  assert.match(wrong.stderr, /--format must be one of raw, json, .*; did you mean credential-process\?/);
});

test("request --curl prints a line without a secret that works with token's env form", async () => {
  await using erp = await startErp();
  using home = newHome();
  const path = "Erp.BO.CustomerSvc/Customers?$filter=Name eq 'x'&$top=1".replaceAll(" ", "%20");
  const line = await home.run(erp, ["request", "kinetic", path, "--header", "Accept: application/json", "--curl"]);
  assert.equal(line.code, 0, line.stderr);
  assert.match(line.stdout, /^curl -sS \\\n {2}'http.*\/api\/v2\/odata\/EPIC06\/Erp\.BO\.CustomerSvc/);
  assert.match(line.stdout, /-H "authorization: \$ERPGATE_AUTHORIZATION"/);
  for (const secret of erp.secrets) assert.ok(!line.stdout.includes(secret));
  assert.equal(asked(erp), 0, "nothing was sent");
  const { stdout: variables } = await home.run(erp, ["token", "kinetic", "--format", "env"]);
  const script = `set -a\n${variables}${line.stdout.replace("curl -sS", "curl -sS -o /dev/null -w '%{http_code}'")}`;
  const shell = spawn("sh", ["-s"], { stdio: "pipe" });
  shell.stdin.end(script);
  assert.equal((await finished(shell)).stdout, "200");
});
