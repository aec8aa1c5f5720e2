import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { makeCertificate } from "../../../packages/client/test/http/certificate.ts";
import { openGateway, type GatewayWorld } from "../../profiles/gateway.ts";
import { secrets } from "../../profiles/erp.ts";
import { compileCsharp, findMono } from "../mono.ts";
import { findPython, runForJson } from "../program.ts";
import { olderCsharp } from "./older-csharp.ts";

const folder = import.meta.dirname;
const read = (file: string): string => readFileSync(join(folder, file), "utf8");
const printed = (name: string): string => read(`printed/${name}`);
const python = findPython("httpx");
const mono = findMono();

type TokenFacts = Readonly<Record<string, unknown>>;

/** What a program says of its run; the same from both languages. */
interface Told {
  readonly get_token_v2: TokenFacts;
  readonly get_token_v1: TokenFacts;
  readonly get_consumer_token: TokenFacts;
  readonly "get_consumer_token with a user": TokenFacts;
  readonly "parse_token_response of JSON": TokenFacts;
  readonly "parse_token_response of XML": TokenFacts;
  readonly TokenManager: { readonly same: boolean; readonly rows: number };
  readonly get_ui_server_url: string;
  readonly usage: number;
  readonly refused: number;
}

/** A host as the guide's reader has it: an address, a login, a key. */
interface Host {
  readonly base_url: string;
  readonly username: string;
  readonly password: string;
  readonly consumer_key: string;
}

describe("the guide's own text", () => {
  test("guide.py and usage.py are what is printed, with their indentation back", () => {
    const bare = (text: string): string[] =>
      text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
    const listings = ["tokens", "consumer-token", "auth-headers", "token-manager", "ui-server-url", "token-response"];
    assert.deepEqual(bare(read("guide.py")), bare(listings.map((name) => printed(`${name}.py`)).join("\n")));
    assert.deepEqual(bare(read("usage.py")), bare(printed("usage.py")));
    assert.deepEqual(
      globSync("*.py", { cwd: join(folder, "printed") }).toSorted(),
      [...listings, "usage"].map((name) => `${name}.py`).toSorted(),
      "no listing is left out",
    );
  });

  test("the C# is what is printed, but for what its compiler cannot read", () => {
    const source = csharp();
    const listings = globSync("*.cs", { cwd: join(folder, "printed") });
    const lines = listings.flatMap((name) => printed(name).split("\n"));
    const rewritten = lines.filter((line) => !source.includes(line));
    assert.ok(listings.length === 7 && lines.length > 130);
    for (const line of rewritten) assert.match(line, /^using var |JObject\? |\]!\.|\[\.\./);
    assert.equal(rewritten.length, 10, rewritten.join("\n"));
  });
});

describe("the guide's programs, over real sockets", () => {
  let world: GatewayWorld;
  let temporary: string;
  let program: Promise<string>;
  before(async () => {
    // The guide asks for the router without a slash, and knows of no redirect; its XML has a root of its own.
    world = await openGateway({ erp: { prophet21: { switches: { router307: false, xmlRoot: "TokenResponse" } } } });
    temporary = await mkdtemp(join(tmpdir(), "p21-guide-"));
    program = mono.skip === false ? compileCsharp(csharp(), temporary) : Promise.resolve("");
    await program;
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
    await rm(temporary, { recursive: true, force: true });
  });

  const hosts: readonly [name: string, hostOf: () => Host][] = [
    ["the emulator", () => emulatorHost(world)],
    ["the gateway", () => gatewayHost(world)],
  ];
  for (const [name, hostOf] of hosts) {
    test(`Python on ${name}`, { skip: python.skip }, async () => {
      const host = hostOf();
      assertTold(await runForJson<Told>(python.command, ["-B", join(folder, "drive.py")], host), host);
    });
    test(`C# on ${name}`, { skip: mono.skip }, async () => {
      const host = hostOf();
      assertTold(await runForJson<Told>(mono.command, [await program], host), host);
    });
  }
});

test("Python on the gateway by https, whose CA it was told of", { skip: python.skip }, async () => {
  const temporary = await mkdtemp(join(tmpdir(), "p21-guide-tls-"));
  const authority = makeCertificate("the company's CA", { isCa: true });
  const { pem, keyPem } = makeCertificate("gateway", { issuer: authority });
  const [ca, certificate, key] = ["ca.pem", "gateway.pem", "gateway.key"].map((name) => join(temporary, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([writeFile(ca, authority.pem), writeFile(certificate, pem), writeFile(key, keyPem)]);
  await using world = await openGateway({ tls: { certificate, key } });
  const host = gatewayHost(world);
  assert.match(host.base_url, /^https:/);
  const drive = ["-B", join(folder, "drive.py")];
  assertTold(await runForJson<Told>(python.command, drive, host, { SSL_CERT_FILE: ca }), host);
  await assert.rejects(runForJson(python.command, drive, host), /CERTIFICATE_VERIFY_FAILED/);
  await rm(temporary, { recursive: true, force: true });
});

/** The listings in the order in which they are printed, those that are members of no class in one of their own. */
function csharp(): string {
  const members = ["consumer-token", "authorized-client", "ui-server-url", "token-response"];
  const usage = "public static async Task<string> UsageAsync(string baseUrl, string username, string password)";
  const guide = [...members.map((name) => printed(`${name}.cs`)), `${usage}\n{\n${printed("usage.cs")}return body;\n}`];
  return [
    "using System.Collections.Generic;",
    olderCsharp(printed("tokens.cs")),
    `public static class Guide\n{\n${olderCsharp(guide.join("\n"))}\n}`,
    olderCsharp(printed("token-manager.cs")),
    read("Drive.cs"),
  ].join("\n");
}

function emulatorHost({ erp }: GatewayWorld): Host {
  const { url, user } = erp.prophet21;
  return { base_url: url, username: user.username, password: user.password, consumer_key: secrets.p21Key };
}

function gatewayHost({ gateway, erp, consumer }: GatewayWorld): Host {
  const username = erp.prophet21.user.username;
  return { base_url: `${gateway.url}/prophet21`, username, password: consumer.key, consumer_key: consumer.key };
}

function assertTold(told: Told, host: Host): void {
  for (const call of ["get_token_v2", "get_token_v1", "parse_token_response of JSON"] as const) {
    assert.equal(told[call]["TokenType"], "Bearer", call);
    assert.ok(Number(told[call]["ExpiresInSeconds"]) > 0, call);
    assert.equal(told[call]["rows"], 3, call);
  }
  for (const call of ["get_consumer_token", "get_consumer_token with a user"] as const) {
    assert.ok(Number(told[call]["ExpiresIn"]) > 0, call);
    assert.match(String(told[call]["Scope"]), /^\/api/, call);
    assert.equal(told[call]["rows"], 3, call);
  }
  assert.equal(told["get_consumer_token with a user"]["UserName"], host.username);
  assert.ok(Number(told["parse_token_response of XML"]["ExpiresIn"]) > 0);
  assert.equal(told["parse_token_response of XML"]["rows"], 3);
  assert.deepEqual(told.TokenManager, { same: true, rows: 3 });
  assert.equal(told.get_ui_server_url, `${host.base_url}/uiserver0`);
  assert.ok(told.usage > 3);
  assert.equal(told.refused, 401);
}
