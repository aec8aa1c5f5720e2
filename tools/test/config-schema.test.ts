import { Ajv } from "ajv";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fc } from "../seeded-fast-check.ts";
import { checkConnectionOptions } from "../../packages/client/src/index.ts";
import { FILE_OPTIONS } from "../../packages/client/src/node/file-options.ts";
import { readYaml } from "../../packages/client/src/node/yaml-tree.ts";
import { configSchema, SCHEMA_FILE } from "../config-schema.ts";
import { seeded } from "../seeded-secrets.ts";
import type { OptionSchema } from "../type-schema.ts";
import { ROOT } from "../workspace.ts";

const text = readFileSync(SCHEMA_FILE, "utf8");
const schema = JSON.parse(text) as OptionSchema & object;
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

type Json = Record<string, unknown>;
const SECRET = seeded("erp-password");

const kinetic = (auth: Json, more: Json = {}): Json => ({
  system: "kinetic",
  url: "https://erp.example.com/ERP11PROD",
  company: "EPIC06",
  auth,
  ...more,
});
const entra = (flow: string, more: Json): Json =>
  kinetic({ kind: "entra", flow, tenant: "contoso.example", clientId: "4d1e", resource: "api://kinetic", ...more });
const p21 = (auth: Json, more: Json = {}): Json => ({
  system: "prophet21",
  url: "https://p21.example.com",
  auth,
  ...more,
});

/** Between them they have every object that options may hold. */
const SAMPLES: Readonly<Record<string, Json>> = {
  basic: kinetic(
    { kind: "basic", username: "manager", password: SECRET },
    {
      timeoutMs: 30_000,
      environment: "test",
      allowInsecureHttp: false,
      tls: { systemStore: true, pinSha256: "ab".repeat(32), serverName: "erp.example.com" },
      proxy: { url: "http://proxy.example.com:8080", username: "out", password: SECRET, bypass: [".example.com"] },
      plant: "MfgSys",
      license: "WebService",
      context: { BPMData: [{ Character01: "x" }], More: 1 },
      apiVersion: "v2",
      apiKey: SECRET,
      apiKeyHeader: "X-API-Key",
    },
  ),
  "token resource": kinetic({ kind: "token-resource", username: "manager", password: SECRET }, { proxy: "none" }),
  "epicor idp": kinetic({ kind: "epicor-idp", clientId: "app", clientSecret: SECRET, scope: "epicor_erp" }),
  "epicor idp, user": kinetic({ kind: "epicor-idp", clientId: "app", username: "jane@example.com", password: SECRET }),
  bearer: kinetic({ kind: "bearer", token: SECRET, scopes: ["api://kinetic/.default"] }),
  secret: entra("client-credentials", { clientSecret: SECRET, clientAuthentication: "basic", cloud: "china" }),
  certificate: entra("client-credentials", {
    certificate: { type: "PFXFILE", value: "app.pfx", password: SECRET, signature: "RS256", subject: "*" },
  }),
  "federated, file": entra("client-credentials", { federated: { from: "file", file: "/var/run/token" } }),
  "federated, pod": entra("client-credentials", { federated: { from: "kubernetes" } }),
  "federated, job": entra("client-credentials", { federated: { from: "github", audience: "api://x" } }),
  browser: entra("authorization-code", { redirectUri: "http://localhost", interactive: false, prompt: "login" }),
  device: entra("device-code", { refreshToken: SECRET }),
  refresh: entra("refresh-token", {
    redeem: { code: SECRET, redirectUri: "http://localhost", codeVerifier: SECRET },
  }),
  "on behalf": entra("on-behalf-of", { assertion: SECRET, clientSecret: SECRET, claims: "{}" }),
  managed: kinetic({ kind: "entra", flow: "managed-identity", resource: "api://kinetic", host: "vm" }),
  "p21 password": p21({ kind: "password", username: "admin", password: SECRET, endpoint: "v1" }),
  "p21 key": p21(
    { kind: "consumer-key", key: SECRET, username: "api" },
    { uiServers: ["https://ui.example.com"], proxy: "environment" },
  ),
  "p21 bearer": p21({ kind: "bearer", token: SECRET }),
};

interface Fault {
  readonly path: string;
  readonly fix: string;
}

function faultsOf(options: unknown): readonly Fault[] {
  const faults: Fault[] = [];
  checkConnectionOptions(options, (path, _message, fix) => faults.push({ path: path.join("."), fix }));
  return faults;
}

const accepts = (options: unknown): boolean => validate({ connections: { erp: options } });
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The paths of all objects within, `[]` for the whole; what stands in a context is the ERP's own. */
function* objectsIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (!isObject(value) || path[0] === "context") return;
  yield path;
  for (const [name, member] of Object.entries(value)) yield* objectsIn(member, [...path, name]);
}

function withMember(value: unknown, path: readonly string[], member: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return member;
  return { ...(isObject(value) ? value : {}), [name]: withMember(isObject(value) ? value[name] : {}, rest, member) };
}

/** The names that the schema has at a place, in the form that a value has there. */
function namesAt(value: unknown, path: readonly string[], at: OptionSchema): readonly string[] {
  const ways = (at.anyOf ?? [at]).filter((way) =>
    Object.entries(way.properties ?? {}).every(
      ([name, { const: word }]) => word === undefined || (isObject(value) && value[name] === word),
    ),
  );
  const [name, ...rest] = path;
  if (name === undefined) return ways.flatMap((way) => Object.keys(way.properties ?? {}));
  return ways.flatMap((way) => {
    const member = way.properties?.[name];
    return member && isObject(value) ? namesAt(value[name], rest, member) : [];
  });
}

const connection = Object.values(schema.properties?.["connections"]?.patternProperties ?? {})[0] ?? {};
const FILE_NAMES = FILE_OPTIONS.map(({ name }) => name);

describe("erpgate.schema.json", () => {
  it("is what the types of the options say today: run `node tools/config-schema.ts`", async () => {
    assert.equal(text.replaceAll("\r\n", "\n"), await configSchema());
  });

  it("accepts the example of a configuration", () => {
    const example = readYaml(readFileSync(join(ROOT, "examples", "erpgate.yaml"), "utf8"));
    assert.equal(validate(example.value), true, JSON.stringify(validate.errors));
  });

  for (const [name, sample] of Object.entries(SAMPLES)) {
    it(`has the options that the checker knows, and refuses others as it does: ${name}`, () => {
      assert.deepEqual(faultsOf(sample), []);
      assert.equal(accepts(sample), true, JSON.stringify(validate.errors));
      for (const path of objectsIn(sample)) {
        const strange = withMember(sample, [...path, "qqqqqqqqqq"], 1);
        assert.equal(accepts(strange), false, `${path.join(".")} takes any option`);
        const fault = faultsOf(strange).find((each) => each.path === [...path, "qqqqqqqqqq"].join("."));
        const known = /^Known are (.+)\.$/.exec(fault?.fix ?? "")?.[1]?.split(", ") ?? [];
        assert.ok(known.length > 0, `the checker takes any option at ${path.join(".")}`);
        const named = new Set(namesAt(sample, path, connection));
        for (const left of known.filter((each) => !named.has(each))) {
          const here = [...path, left].join(".");
          const faults = faultsOf(withMember(sample, [...path, left], "x"));
          assert.ok(
            faults.some((each) => each.path === here),
            `the schema has no ${here}`,
          );
        }
        const strangers = [...named].filter((each) => !known.includes(each));
        assert.deepEqual(
          strangers.filter((each) => !FILE_NAMES.includes(each)),
          [],
          `at ${path.join(".")}`,
        );
      }
    });
  }

  it("leaves out what only a program can give, which the checker refuses in any form that a file has", () => {
    fc.assert(
      fc.property(
        fc.jsonValue().filter((value) => value !== undefined),
        (value) => {
          assert.notDeepEqual(faultsOf({ ...SAMPLES["basic"], log: value }), []);
          assert.notDeepEqual(faultsOf(withMember(SAMPLES["device"], ["auth", "onCode"], value)), []);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("accepts whatever the checker accepts", () => {
    let accepted = 0;
    const anything = fc.oneof(fc.jsonValue(), fc.constantFrom("v1", "v2", "none", "post", "query", 1, true, ["a"], {}));
    const change = fc.record({ sample: fc.constantFrom(...Object.values(SAMPLES)), at: fc.nat(), value: anything });
    fc.assert(
      fc.property(change, ({ sample, at, value }) => {
        const paths = [...objectsIn(sample)].flatMap((path) =>
          namesAt(sample, path, connection).map((n) => [...path, n]),
        );
        const changed = withMember(sample, paths[at % paths.length] ?? [], value);
        if (faultsOf(changed).length > 0) return;
        accepted += 1;
        assert.equal(accepts(changed), true, JSON.stringify(validate.errors));
      }),
      { numRuns: 2000 },
    );
    assert.ok(accepted > 50, `${String(accepted)} of 2000 were accepted`);
  });

  it("accepts references wherever a text stands, words to choose from included, and files for certificates", () => {
    const { basic = {} } = SAMPLES;
    const tls = { caFile: ["a.pem", "b.pem"], clientCertificate: { certificateFile: "c.pem", keyFile: "c.key" } };
    const written = { ...basic, environment: "${env:STAGE}", apiVersion: "${env:VERSION}", tls };
    assert.equal(accepts(written), true, JSON.stringify(validate.errors));
    assert.equal(accepts({ ...basic, environment: "prod" }), false);
  });

  it("refuses unknown sections and names that no connection may have", () => {
    const connections = { erp: SAMPLES["basic"] };
    assert.equal(validate({ connections, gateway: { anything: 1 }, tokenStore: { keyEnv: "KEY" } }), true);
    assert.equal(validate({ connections, gatway: {} }), false);
    assert.equal(validate({ connections, tokenStore: { key: "x" } }), false);
    assert.equal(validate({ connections: { "a/b": SAMPLES["basic"] } }), false);
    assert.equal(validate({ connections: {} }), false);
  });
});
