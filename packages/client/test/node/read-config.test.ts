import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { inspect } from "node:util";
import { Secret } from "@erpgate/client";
import { ConfigError, readConfig, type ReadConfigOptions, type SectionChecks } from "@erpgate/client/node";
import { seeded } from "../../../../tools/seeded-secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "erpgate-config-"));
let files = 0;

after(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string | Uint8Array, name = `erpgate-${(files += 1)}.yaml`): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const PASSWORD = seeded("erp-password");
const API_KEY = seeded("erp-api-key");
const env = { ERP_PASSWORD: PASSWORD, ERP_KEY: API_KEY };

const ERP = `connections:
  erp:
    system: kinetic
    url: https://erp.example.com/ERP11PROD
    company: EPIC06
    apiKey: \${env:ERP_KEY}
    auth:
      kind: basic
      username: integration
      password: \${env:ERP_PASSWORD}
`;

/** Reads, and gives the error; no message may hold a secret. */
async function faultsOf(text: string, options: Partial<ReadConfigOptions<SectionChecks>> = {}): Promise<string[]> {
  const file = write(text);
  const error = await readConfig(file, { sections: {}, env, ...options }).then(
    () => assert.fail("the file was taken"),
    (thrown: unknown) => thrown,
  );
  assert.ok(ConfigError.is(error));
  assert.equal(error.code, "CONFIG_INVALID");
  const shown = `${error.stack} ${JSON.stringify(error)} ${inspect(error, { depth: 9 })}`;
  for (const secret of Object.values(env)) assert.equal(shown.includes(secret), false, "a secret is shown");
  for (const { line, column, path } of error.faults)
    assert.ok(error.message.includes(`${file}:${line}:${column} ${path}`.trim()));
  return error.faults.map(({ path, line, column, message, fix }) => `${line}:${column} ${path}: ${message}. ${fix}`);
}

function has(faults: readonly string[], start: string, ...words: readonly string[]): void {
  const found = faults.find((fault) => fault.startsWith(start));
  assert.ok(found !== undefined, `no fault begins with ${start} among:\n${faults.join("\n")}`);
  for (const word of words) assert.ok(found.includes(word), `${word} is not in: ${found}`);
}

describe("readConfig", () => {
  it("reports a connection's name that the program keeps for itself, with all other faults", async () => {
    const nameFault = (name: string) =>
      name === "erp" ? { message: "is an address of our own", fix: "Choose another name." } : undefined;
    const text = ERP.replace("    company: EPIC06\n", "");
    const faults = await faultsOf(text, { nameFault });
    assert.equal(faults.length, 2, faults.join("\n"));
    assert.match(faults[0] ?? "", /2:3 connections\.erp: is an address of our own\. Choose another name\./);
  });

  it("gives typed options, with secrets that do not print", async () => {
    const { connections, warnings } = await readConfig(write(ERP), { sections: {}, env });
    const { erp } = connections;
    assert.ok(erp?.system === "kinetic" && erp.auth.kind === "basic");
    assert.ok(Secret.is(erp.apiKey) && Secret.is(erp.auth.password));
    assert.equal(erp.auth.password.reveal() === PASSWORD, true);
    assert.equal(`${inspect(connections, { depth: 9 })}${JSON.stringify(connections)}`.includes(PASSWORD), false);
    assert.equal(erp.url, "https://erp.example.com/ERP11PROD");
    assert.deepEqual(warnings, []);
  });

  it("hands sections to their checks, absent ones too, and leaves the others alone", async () => {
    const seen: unknown[] = [];
    const gateway = (value: unknown): number => seen.push(value);
    const withGateway = `${ERP}gateway:\n  store: \${env:STORE}\n`;
    const read = await readConfig(write(withGateway), { sections: { gateway }, env: { ...env, STORE: "./x.db" } });
    assert.equal(read.sections.gateway, 1);
    await readConfig(write(ERP), { sections: { gateway }, env });
    assert.deepEqual(seen, [{ store: "./x.db" }, undefined]);
    await readConfig(write(withGateway), { sections: {}, env }); // STORE is not set, and nobody asked
  });

  it("names every fault at once, with its place, path and fix", async () => {
    const faults = await faultsOf(
      `connections:
  erp:
    system: kinetic
    url: https://erp.example.com/ERP11PROD
    compny: EPIC06
    apiKey: \${env:NOT_SET}
    auth: { kind: basic, username: integration, password: 12 }
  p21:
    system: prophet22
    url: https://p21.example.com
gatway: {}
gateway:
  listen:
    port: abc
`,
      { sections: { gateway: (_value, report) => report(["listen", "port"], "must be a number", "Write 8080.") } },
    );
    has(faults, "5:5 connections.erp.compny:", '"company"');
    has(faults, "6:5 connections.erp.apiKey:", '"NOT_SET"', "not set");
    has(faults, "7:49 connections.erp.auth.password:", "quotes");
    has(faults, "9:5 connections.p21.system:", '"prophet21"');
    has(faults, "11:1 gatway:", '"gateway"');
    has(faults, "14:5 gateway.listen.port: must be a number. Write 8080.");
    assert.deepEqual(
      faults.map((fault) => Number.parseInt(fault, 10)),
      faults.map((fault) => Number.parseInt(fault, 10)).toSorted((a, b) => a - b),
    );
  });

  it("never takes an unresolved reference literally", async () => {
    has(await faultsOf(ERP, { env: {} }), "6:5 connections.erp.apiKey:", "not set");
    has(await faultsOf(ERP, { env: { ...env, ERP_KEY: "" } }), "6:5 connections.erp.apiKey:", "empty");
    for (const text of ["${ERP_KEY}", "${vault:ERP_KEY}", "${env:ERP_KEY", "${exec:}"]) {
      const faults = await faultsOf(ERP.replace("${env:ERP_KEY}", JSON.stringify(text)));
      assert.equal(faults.length, 1);
      has(faults, "6:5 connections.erp.apiKey:", "${");
    }
  });

  it("reports one fault for a value that could not be fetched, not also that it is missing", async () => {
    assert.equal((await faultsOf(ERP.replace("ERP_PASSWORD", "NOT_SET"))).length, 1);
  });

  it("warns about a secret that stands in the file, and takes it", async () => {
    const literal = seeded("literal");
    const { connections, warnings } = await readConfig(write(ERP.replace("${env:ERP_PASSWORD}", literal)), {
      sections: {},
      env,
    });
    assert.ok(connections["erp"]?.auth.kind === "basic" && Secret.is(connections["erp"].auth.password));
    assert.deepEqual(
      warnings.map(({ path, line }) => [path, line]),
      [["connections.erp.auth.password", 10]],
    );
    assert.equal(JSON.stringify(warnings).includes(literal), false);
  });

  it("repeats no secret even where a check does", async () => {
    const sections: SectionChecks = {
      gateway: (value, report) =>
        report(["store"], `${JSON.stringify(value)} is no store`, `Not ${JSON.stringify([value])}!`),
    };
    const faults = await faultsOf(`${ERP}gateway: { store: "\${env:ERP_PASSWORD}" }\n`, { sections });
    has(faults, "11:12 gateway.store:", "${env:ERP_PASSWORD}");
  });

  it("reads one connection alone, without the secrets of the others", async () => {
    const two = `${ERP}  other:\n    system: prophet21\n    url: https://p21.example.com\n    auth: { kind: consumer-key, key: "\${env:NOT_SET}" }\n`;
    const { connections } = await readConfig(write(two), { sections: {}, env, only: ["erp"] });
    assert.deepEqual(Object.keys(connections), ["erp"]);
    has(await faultsOf(two, { only: ["erpp"] }), "1:1 connections.erpp:", '"erp"', "erp, other");
  });

  it("refuses names that are no names, __proto__ among them", async () => {
    const faults = await faultsOf(ERP.replace("erp:", "__proto__:"));
    has(faults, "2:3 connections.__proto__:");
    assert.equal("system" in {}, false);
  });

  const shapes: readonly (readonly [text: string, start: string])[] = [
    ["", "1:1 connections: is missing"],
    ["# nothing yet\n", "1:1 connections: is missing"],
    ["connections:\n", "1:1 connections: is missing"],
    ["connections: {}\n", "1:1 connections: holds no connection"],
    ["connections: [a]\n", "1:1 connections: must hold"],
    ["- a\n", "1:1 : a configuration is a set of sections"],
    ["connections:\n  erp: 5\n", "2:3 connections.erp: must be an object"],
    ["connections:\n  erp:\n", "2:3 connections.erp: must be an object"],
  ];
  for (const [text, start] of shapes) {
    it(`says what is wrong with ${JSON.stringify(text)}`, async () => has(await faultsOf(text), start));
  }

  it("reports broken YAML by line, and nothing that only follows from it", async () => {
    const faults = await faultsOf(`${ERP}gateway:\n  store: 'open\n`);
    assert.equal(faults.length, 1);
    has(faults, "13:1", "quote");
  });
});

describe("file references", () => {
  const withFile = (path: string): string => ERP.replace("${env:ERP_PASSWORD}", `\${file:${path}}`);
  const passwordFrom = async (content: string | Uint8Array): Promise<string> => {
    write(content, "password.txt");
    const { connections } = await readConfig(write(withFile("password.txt")), { sections: {}, env });
    const erp = connections["erp"];
    assert.ok(erp?.auth.kind === "basic" && Secret.is(erp.auth.password));
    return erp.auth.password.reveal();
  };

  it("are relative to the configuration, and lose one newline at the end", async () => {
    for (const content of [PASSWORD, `${PASSWORD}\n`, `${PASSWORD}\r\n`])
      assert.ok((await passwordFrom(content)) === PASSWORD);
  });

  it("keep every other character", async () => {
    const odd = ` # : ; % ' "é😀${PASSWORD} `;
    assert.ok((await passwordFrom(`${odd}\n`)) === odd);
  });

  it("read what Windows PowerShell writes: UTF-16 with a byte order mark, and UTF-8 with one", async () => {
    assert.ok((await passwordFrom(Buffer.from(`\ufeff${PASSWORD}\r\n`, "utf16le"))) === PASSWORD);
    assert.ok((await passwordFrom(Buffer.from(`\ufeff${PASSWORD}\r\n`))) === PASSWORD);
  });

  it("that cannot be read say why", async () => {
    mkdirSync(join(folder, "sub"));
    write("", "empty.txt");
    write(new Uint8Array([0xc3, 0x28]), "binary.txt");
    write("x".repeat(65 * 1024), "large.txt");
    for (const [path, word] of [
      ["none.txt", "does not exist"],
      ["sub", "is a folder"],
      ["empty.txt", "is empty"],
      ["binary.txt", "UTF-8"],
      ["large.txt", "larger"],
    ] as const) {
      has(await faultsOf(withFile(path)), "10:7 connections.erp.auth.password:", word, path);
    }
  });
});

describe("the configuration file itself", () => {
  const refusal = async (file: string): Promise<string> => {
    const error = await readConfig(file, { sections: {}, env }).catch((thrown: unknown) => thrown);
    assert.ok(ConfigError.is(error));
    assert.equal(error.faults.length, 1);
    return error.message;
  };

  it("that is not there, is a folder, or is no text says so", async () => {
    assert.match(await refusal(join(folder, "none.yaml")), /none\.yaml:1:1: the file does not exist/);
    assert.match(await refusal(folder), /is a folder/);
    assert.match(await refusal(write(new Uint8Array([0xff, 0x00, 0xfe]))), /not text in UTF-8/);
    assert.match(await refusal(write("#".repeat(1024 * 1024 + 1))), /larger than 1 MiB/);
  });

  const cannotForbid = process.platform === "win32" || process.getuid?.() === 0;
  const title = "that may not be read says so";
  it(cannotForbid ? `${title} (skipped: this user may read everything)` : title, { skip: cannotForbid }, async () => {
    const file = write(ERP);
    chmodSync(file, 0);
    assert.match(await refusal(file), /this user may not read/);
  });

  it("may be saved with a byte order mark and Windows line ends", async () => {
    const { connections } = await readConfig(write(`\ufeff${ERP.replaceAll("\n", "\r\n")}`), { sections: {}, env });
    assert.equal(connections["erp"]?.system, "kinetic");
  });
});
