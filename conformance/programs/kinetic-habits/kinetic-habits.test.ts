import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { erpOptions } from "../../profiles/erp.ts";
import { openGateway, type GatewayWorld } from "../../profiles/gateway.ts";
import { compileCsharp, findMono } from "../mono.ts";
import { findProgram, findPython, run, runForJson } from "../program.ts";

const folder = import.meta.dirname;
const python = findPython("httpx", "requests");
const mono = findMono();
const php = findProgram(["php"], ["--version"], "php-cli");
const curl = findProgram(["curl"], ["--version"], "curl");
const accented = { username: "élodie", password: `${seeded("kinetic-accented")}-é` };

/** A host as a program's owner writes it into its settings. */
interface Host {
  readonly base_url: string;
  readonly company: string;
  readonly username: string;
  readonly password: string;
  readonly api_key: string;
  readonly accented: { readonly username: string; readonly password: string };
}

type Told = Readonly<Record<string, number | boolean>>;

describe("what programs in the field send to Kinetic, over real sockets", () => {
  let world: GatewayWorld;
  let temporary: string;
  let program = "";
  before(async () => {
    // The gateway's own password is not ASCII either. The server's charset is not known; here it takes both.
    const user = { username: "integration", password: `${seeded("kinetic-password")}-é` };
    world = await openGateway({ erp: { kinetic: { user, users: [accented], switches: { basicCharset: "either" } } } });
    temporary = await mkdtemp(join(tmpdir(), "kinetic-habits-"));
    if (mono.skip === false) program = await compileCsharp(readFileSync(join(folder, "Habits.cs"), "utf8"), temporary);
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
    await rm(temporary, { recursive: true, force: true });
  });

  const hosts: readonly [name: string, hostOf: () => Host, accented: Told][] = [
    ["the emulator", () => emulatorHost(world), { "a password in Latin-1": 3, "a password in UTF-8": 3 }],
    // The gateway knows consumers, whose names and keys are ASCII; beside a good key another login is a 400 that says so.
    ["the gateway", () => gatewayHost(world), { "a password in Latin-1": 400, "a password in UTF-8": 400 }],
  ];
  for (const [name, hostOf, passwords] of hosts) {
    test(`Python's requests and httpx on ${name}`, { skip: python.skip }, async () => {
      const told = await runForJson<Told>(python.command, ["-B", join(folder, "habits.py")], hostOf());
      assert.deepEqual(told, { ...PYTHON, ...passwords });
    });
    test(`.NET's HttpClient on ${name}`, { skip: mono.skip }, async () => {
      const challenges = (): number => world.erp.journal.filter(({ status }) => status === 401).length;
      const earlier = challenges();
      assert.deepEqual(await runForJson<Told>(mono.command, [program], hostOf()), DOTNET);
      // At the gateway the challenge is the gateway's own, and Kinetic sees none of it.
      assert.equal(challenges() - earlier, name === "the emulator" ? 2 : 0);
    });
    test(`PHP's streams on ${name}`, { skip: php.skip }, async () => {
      assert.deepEqual(await runForJson<Told>(php.command, [join(folder, "habits.php")], hostOf()), PHP);
    });
    test(`curl --anyauth on ${name}: Basic once it is asked for`, { skip: curl.skip }, async () => {
      const answer = await runForJsonFromCurl(hostOf());
      assert.equal(answer.value.length, 2);
    });
  }

  test(
    "a pair in Latin-1 is refused where the server reads UTF-8, and the journal says so",
    { skip: python.skip },
    async () => {
      await using erp = await startEmulator(erpOptions({ kinetic: { users: [accented] } }));
      const { url, company, apiKey, user } = erp.kinetic;
      const host = {
        base_url: url,
        company,
        username: user.username,
        password: user.password,
        api_key: apiKey,
        accented,
      };
      const told = await runForJson<Told>(python.command, ["-B", join(folder, "habits.py")], host);
      assert.deepEqual(told, { ...PYTHON, "a password in Latin-1": 401, "a password in UTF-8": 3 });
      const refused = erp.journal.find(({ status }) => status === 401);
      assert.match(JSON.stringify(refused), /look like Latin-1/);
    },
  );
});

const PYTHON: Told = {
  "requests with Basic and key": 3,
  "httpx with Basic and key": 3,
  "the key as X-API-Key": 3,
  "the key as X-api-Key": 3,
  "the service in other letters": 3,
  "License in spaced JSON": 3,
  "License in tight JSON": 3,
  CallSettings: 3,
  "headers that nobody reads": 3,
  "a method with {}": true,
  "a method with an empty body": true,
  "a method with no body and no type": true,
  "a BAQ with a slash": 2,
  "v1 without a key": 2,
  "a token by headers": 3,
  "a token by userName, with a key": 3,
  "a token by form": 3,
  "a token without the slash": 3,
};

const DOTNET: Told = {
  "Basic after a challenge": 3,
  "Basic after a challenge, v1": 3,
  "Basic at once": 3,
  "a method with {}": true,
  "a method with an empty body": true,
  "a method with no content": true,
  "License in tight JSON": 3,
};

const PHP: Told = { "headers in capitals, %24filter": 3, "a method with {}": true };

function emulatorHost({ erp }: GatewayWorld): Host {
  const { url, company, user, apiKey } = erp.kinetic;
  return { base_url: url, company, username: user.username, password: user.password, api_key: apiKey, accented };
}

function gatewayHost({ gateway, erp, consumer }: GatewayWorld): Host {
  const { company } = erp.kinetic;
  const login = { username: consumer.name, password: consumer.key, api_key: consumer.key };
  return { base_url: `${gateway.url}/kinetic`, company, ...login, accented };
}

/** The login goes in by standard input, as a configuration file, so that it stands on no command line. */
async function runForJsonFromCurl(host: Host): Promise<{ readonly value: readonly unknown[] }> {
  const config = [
    `url = "${host.base_url}/api/v1/Erp.BO.CustomerSvc/Customers?$top=2"`,
    `user = "${host.username}:${host.password}"`,
    "anyauth",
    "silent",
    "fail",
  ];
  const { code, stdout } = await run(curl.command, ["--config", "-"], config.join("\n"));
  assert.equal(code, 0);
  return JSON.parse(stdout) as { readonly value: readonly unknown[] };
}
