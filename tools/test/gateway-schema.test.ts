import { Ajv } from "ajv";
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readYaml } from "../../packages/client/src/node/yaml-tree.ts";
import { checkGatewayConfig } from "../../packages/gateway/src/index.ts";
import { GATEWAY_SCHEMA_FILE, gatewaySchema, SCHEMA_FILE } from "../config-schema.ts";
import { gatewaySection, type SectionSchema } from "../gateway-section.ts";
import { fc } from "../seeded-fast-check.ts";
import { ROOT } from "../workspace.ts";

type Json = Record<string, unknown>;
type Path = readonly (string | number)[];

const text = readFileSync(GATEWAY_SCHEMA_FILE, "utf8");
const client = JSON.parse(readFileSync(SCHEMA_FILE, "utf8")) as object;
// As both lie beside each other where they are installed.
const validate = new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true })
  .addSchema({ ...client, $id: "file:///node_modules/@erpgate/client/erpgate.schema.json" })
  .compile({ ...(JSON.parse(text) as object), $id: "file:///node_modules/@erpgate/gateway/erpgate.schema.json" });
const connections = {
  kinetic: { system: "kinetic", url: "https://erp.example.com", auth: { kind: "bearer", token: "${env:T}" } },
};
const accepts = (gateway: unknown): boolean => validate({ connections, gateway });

/** It has every object and every option that the section may hold. */
const WHOLE: Json = {
  listen: { host: "127.0.0.1", port: 8080 },
  admin: { host: "127.0.0.1", port: 8081 },
  allowPlainHttp: true,
  tls: { certificate: "a.pem", key: "a.key", passphrase: " x ", clientCa: "ca.pem" },
  verify: { host: "127.0.0.1", port: 8082, peers: ["10.0.0.0/8"] },
  publicUrl: "https://gateway.example.com",
  environment: "Live",
  store: "./erpgate.db",
  keyFile: "./erpgate.keys",
  mounts: {
    p21: { host: "p21.example.com", port: 8443, publicUrl: "https://p21.example.com", interactive: "in-turn" },
  },
  admission: {
    kinetic: {
      environment: "Live",
      readOnly: false,
      maintenance: false,
      seats: { count: 4, waitMs: 1000, mostWaiting: 10, sessions: { idleMs: 60_000, warm: 1, namedIn: "SessionInfo" } },
      rate: { calls: 600, perMs: 60_000, consumers: { "web-shop": 1200 } },
      breaker: { failures: 10, pauseMs: 1000 },
    },
  },
  issuers: [
    {
      issuer: "https://login.example.com/{tenantid}/v2.0",
      audience: "api://erp",
      jwksUrl: "https://login.example.com/keys",
      ca: "ca.pem",
      tenants: ["0af76519-16cd-43dd-8448-eb211c80319c"],
      algorithms: ["RS256"],
      consumerClaim: ["azp", "sub"],
      scopes: { read: { kinetic: "/EPIC06/Erp.BO.CustomerSvc" } },
    },
  ],
  log: { requests: "refused", to: "stdout" },
  tracing: {
    url: "http://127.0.0.1:4318/v1/traces",
    headers: { authorization: "x" },
    serviceName: "e",
    sampleRatio: 0.5,
  },
  limits: Object.fromEntries(
    Object.keys(gatewaySection.properties?.["limits"]?.properties ?? {}).map((n) => [n, 5000]),
  ),
};
/** What cannot stand beside what WHOLE has. */
const OTHERS: readonly Json[] = [
  {},
  { tls: { pfx: "a.pfx" } },
  { issuers: [{ issuer: "https://a", audience: "b", keys: "keys.json", consumerClaim: "azp" }] },
  { admission: { kinetic: { seats: { count: 1, sessions: true }, breaker: false } } },
];

interface Fault {
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}
function faultsOf(value: unknown): readonly Fault[] {
  const faults: Fault[] = [];
  checkGatewayConfig(value, (path, message, fix) => faults.push({ path: path.join("."), message, fix }));
  return faults;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** All values within that are objects, with their places. */
function* objectsIn(value: unknown, path: Path = []): Generator<readonly [Path, Json]> {
  if (isObject(value)) yield [path, value];
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value))
    yield* objectsIn(member, [...path, Array.isArray(value) ? Number(name) : name]);
}

function withValue(value: unknown, [name, ...rest]: Path, member: unknown): unknown {
  if (name === undefined) return member;
  if (Array.isArray(value))
    return value.map((item: unknown, at) => (at === name ? withValue(item, rest, member) : item));
  const object = isObject(value) ? value : {};
  return { ...object, [name]: withValue(object[name], rest, member) };
}

/** The section at a place; undefined where names are of the user's choosing. */
function sectionAt(schema: SectionSchema, [name, ...rest]: Path): SectionSchema | undefined {
  const way = schema.anyOf?.find(({ type }) => type === "object") ?? schema;
  if (name === undefined) return way.properties === undefined ? undefined : way;
  const { additionalProperties: each } = way;
  const member =
    typeof name === "number" ? way.items : (way.properties?.[name] ?? (typeof each === "object" ? each : undefined));
  return member && sectionAt(member, rest);
}

/** The YAML of the documentation that has a gateway's section. */
const examples = ["examples/erpgate.yaml", ...globSync("docs/*.md", { cwd: ROOT })].toSorted().flatMap((file) => {
  const page = readFileSync(join(ROOT, file), "utf8");
  const blocks = file.endsWith(".yaml")
    ? [page]
    : [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block = ""]) => block);
  return blocks.flatMap((block, at) => {
    const { value } = readYaml(block);
    return isObject(value) && "gateway" in value ? [{ name: `${file}, ${at + 1}`, gateway: value["gateway"] }] : [];
  });
});

describe("the gateway's section in erpgate.schema.json", () => {
  it("is what tools/gateway-section.ts says: run `node tools/config-schema.ts`", async () => {
    assert.equal(text.replaceAll("\r\n", "\n"), await gatewaySchema());
  });

  it("every option of every example passes, and one with a letter too many does not", () => {
    assert.ok(examples.length >= 8, `${examples.length} examples`);
    for (const { name, gateway } of examples) {
      assert.ok(accepts(gateway), `${name}: ${JSON.stringify(validate.errors)}`);
      for (const [path, object] of objectsIn(gateway)) {
        if (sectionAt(gatewaySection, path) === undefined) continue;
        for (const [option, value] of Object.entries(object)) {
          const { [option]: _right, ...rest } = object;
          const typo = withValue(gateway, path, { ...rest, [`${option}x`]: value });
          assert.ok(!accepts(typo), `${name}: ${[...path, `${option}x`].join(".")}`);
        }
      }
    }
  });

  it("has the options that the checker knows, no more and no fewer", () => {
    assert.deepEqual(faultsOf(WHOLE), []);
    for (const sample of [WHOLE, ...OTHERS]) {
      assert.deepEqual(faultsOf(sample), []);
      assert.ok(accepts(sample), JSON.stringify(validate.errors));
    }
    let sections = 0;
    for (const [path] of objectsIn(WHOLE)) {
      const section = sectionAt(gatewaySection, path);
      if (section === undefined) continue;
      sections += 1;
      const strange = withValue(WHOLE, [...path, "qqqqqq"], 1);
      assert.ok(!accepts(strange), `${path.join(".")} takes any option`);
      const fault = faultsOf(strange).find((each) => each.path === [...path, "qqqqqq"].join("."));
      const known = /^Use one of: (.+)\.$/.exec(fault?.fix ?? "")?.[1]?.split(", ") ?? [];
      assert.deepEqual(Object.keys(section.properties ?? {}).toSorted(), known.toSorted(), path.join("."));
    }
    assert.equal(sections, 15);
  });

  it("has the checker's bounds", () => {
    let bounds = 0;
    for (const [path] of objectsIn(WHOLE)) {
      for (const [name, { minimum, maximum }] of Object.entries(sectionAt(gatewaySection, path)?.properties ?? {})) {
        if (minimum === undefined || maximum === undefined) continue;
        bounds += 1;
        const here = [...path, name];
        const isRefused = (value: number): boolean =>
          faultsOf(withValue(WHOLE, here, value)).some(
            (each) => each.path === here.join(".") && each.message.startsWith("must be"),
          );
        assert.deepEqual(
          [minimum - 1, minimum, maximum, maximum + 1].map(isRefused),
          [true, false, false, true],
          here.join("."),
        );
      }
    }
    assert.ok(bounds >= 25, `${bounds}`);
  });

  it("accepts whatever the checker accepts", () => {
    const paths = [...objectsIn(WHOLE)].flatMap(([path, object]) => Object.keys(object).map((name) => [...path, name]));
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom("all", "License", "in-turn", true, false, 1, 1000, ["RS256"], {}, "x"),
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...paths), anything, (path, value) => {
        const changed = withValue(WHOLE, path, value);
        if (faultsOf(changed).length > 0) return;
        accepted += 1;
        assert.ok(accepts(changed), `${path.join(".")}: ${JSON.stringify(validate.errors)}`);
      }),
      { numRuns: 600 },
    );
    assert.ok(accepted > 20, `${accepted} of 600 were accepted`);
  });

  it("accepts references where a word is to be chosen, and nothing, which takes every default", () => {
    assert.ok(accepts({ log: { requests: "${env:REQUESTS}" }, publicUrl: "${env:URL}" }));
    assert.ok(!accepts({ log: { requests: "some" } }));
    assert.ok(accepts(null));
    assert.ok(!validate({ connections, gatway: {} }));
    assert.ok(!validate({ gateway: {} }));
  });
});
