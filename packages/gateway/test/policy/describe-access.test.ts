import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { canI, type ConsumerRecord, describeConsumer, mountFinder } from "../../src/index.ts";
import { DEFAULT_ADMISSION } from "../../src/admission/admission-config.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { consumerRecord } from "../store/records.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly example?: string;
    readonly schema: { readonly maximum?: number };
  }[];
}

const connections = {
  kinetic: kineticAt("http://127.0.0.1:1/ERP"),
  v1: kineticAt("http://127.0.0.1:1/ERP", { apiVersion: "v1", apiKey: undefined }),
  p21: { system: "prophet21", url: "http://127.0.0.1:1", auth: { kind: "bearer", token: "t" } },
} as const;

// One for all: it compiles the schema when it first needs it.
const validator = new Validator();

const recordWith = (scopes: Readonly<Record<string, string>>): ConsumerRecord =>
  consumerRecord("shop", {
    access: Object.fromEntries(Object.entries(scopes).map(([name, scope]) => [name, { scope }])),
  });

function documentOf(record: ConsumerRecord, admission: Parameters<typeof mountFinder>[0]["admission"] = {}): Document {
  const finder = mountFinder({ connections, admission });
  return describeConsumer(record, finder, "https://gateway.example.com") as unknown as Document;
}

function operations({ paths }: Document): readonly (readonly [method: string, path: string, operation: Operation])[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [method.toUpperCase(), path, operation] as const),
  );
}

const shown = (document: Document): readonly string[] =>
  operations(document).map(([method, path]) => `${method} ${path}`);

async function requireValid(document: object): Promise<void> {
  const { valid, errors } = await validator.validate(structuredClone(document) as Parameters<Validator["validate"]>[0]);
  assert.ok(valid, JSON.stringify(errors));
}

/** The call that an operation stands for, with an example in each variable part and in each option that must be there. */
function targetOf(path: string, { parameters }: Operation, options: Readonly<Record<string, string>>): string {
  const filled = parameters.reduce((text, { name, in: place, example }) => {
    return place === "path" ? text.replaceAll(`{${name}}`, example ?? assert.fail(name)) : text;
  }, path);
  const required = parameters.filter(({ in: place, required: must }) => place === "query" && must);
  const query = required.map(({ name }) => `${name}=${encodeURIComponent(options[name] ?? assert.fail(name))}`);
  return query.length === 0 ? filled : `${filled}?${query.join("&")}`;
}

describe("what a consumer may call, as OpenAPI", () => {
  test("Kinetic: entries of each kind, in the letter case they were registered in", async () => {
    const document = documentOf(
      recordWith({ kinetic: "/EPIC06/Erp.BO.CustomerSvc/Customers;/EPIC06/BaqSvc/My:write;/*/efx/Lib/*" }),
    );
    await requireValid(document);
    assert.deepEqual(shown(document).toSorted(), [
      "GET /kinetic/api/v2/odata/EPIC06/BaqSvc/My/Data",
      "GET /kinetic/api/v2/odata/EPIC06/BaqSvc/My/GetNew",
      "GET /kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc",
      "GET /kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/$metadata",
      "GET /kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers",
      "GET /kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers({key})",
      "PATCH /kinetic/api/v2/odata/EPIC06/BaqSvc/My/Data",
      "POST /kinetic/api/v2/efx/{company}/Lib/{function}",
      "POST /kinetic/api/v2/odata/EPIC06/BaqSvc/My/Data",
    ]);
  });

  test("what a scope says about a query stands with its options", () => {
    const document = documentOf(
      recordWith({ kinetic: "/EPIC06/Erp.BO.CustomerSvc/Customers?$select=CustID,Name&$top=100" }),
    );
    const { get } = document.paths["/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers"] ?? {};
    const options = get?.parameters.filter(({ required }) => required) ?? [];
    assert.deepEqual(
      options.map(({ name, schema }) => [name, schema.maximum]),
      [
        ["$select", undefined],
        ["$top", 100],
      ],
    );
  });

  test("a connection's switches count: what only writes is not there while it is read-only, and nothing during maintenance", () => {
    const record = recordWith({ kinetic: "/EPIC06/Erp.BO.CustomerSvc:write", p21: "/odata:supplier" });
    const readOnly = documentOf(record, { kinetic: { ...DEFAULT_ADMISSION, readOnly: true } });
    assert.ok(shown(readOnly).includes("GET /kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/{name}"));
    assert.deepEqual(
      shown(readOnly).filter((line) => /^(?:PATCH|PUT|DELETE)|^POST .*\{name\}/.test(line)),
      [],
    );
    const closed = documentOf(record, { kinetic: { ...DEFAULT_ADMISSION, maintenance: true } });
    assert.ok(shown(closed).every((line) => line.includes(" /p21/")));
    assert.ok(!JSON.stringify(closed).includes("CustomerSvc"), "not even by name");
  });

  test("everything described is open, and valid OpenAPI, whatever the scope", async () => {
    const kinetic = fc.constantFrom(
      "/EPIC06/Erp.BO.CustomerSvc",
      "/*/Erp.BO.PartSvc:write",
      "/EPIC06/Erp.BO.SalesOrderSvc/OrderHeds:GET,PATCH",
      "/EPIC06/Erp.BO.CustomerSvc/GetByID",
      "/EPIC06/Erp.BO.CustomerSvc/Update:write",
      "/EPIC06/BaqSvc/My",
      "/EPIC06/BaqSvc/My:write",
      "/EPIC06/efx/Lib/Function",
      "/EPIC06/efx/staging/Lib/*",
      "/EPIC06/Erp.BO.VendorSvc/Vendors?$select=VendorID&$top=5&$filter=VendorNum gt ?",
    );
    const p21 = fc.constantFrom("/api", "/odata:supplier,price_page", "/odata:*", "/uiserver0", "/data", "/p21sdk");
    const scope = (entry: fc.Arbitrary<string>): fc.Arbitrary<string> =>
      fc.array(entry, { minLength: 1, maxLength: 4 }).map((entries) => entries.join(";"));
    const options = { $select: "VendorID", $top: "5", $filter: "VendorNum gt 5" };
    const finder = mountFinder({ connections, admission: {} });
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(scope(kinetic), scope(kinetic), scope(p21), async (one, other, third) => {
        const record = recordWith({ kinetic: one, v1: other, p21: third, gone: one });
        const document = documentOf(record);
        for (const [method, path, operation] of operations(document)) {
          const answer = canI(finder, record, method, targetOf(path, operation, options));
          assert.ok(answer.allowed, `${method} ${path}: ${answer.rule}`);
          judged += 1;
        }
        const ids = operations(document).map(([, , { operationId }]) => operationId);
        assert.equal(new Set(ids).size, ids.length);
        await requireValid(document);
      }),
      { numRuns: 40 },
    );
    assert.ok(judged > 400, `only ${judged} judged`);
  });
});

describe("/openapi.json of a running gateway", () => {
  let upstream: EchoUpstream;
  let running: TestGateway;
  before(async () => {
    upstream = await startEchoUpstream();
    running = await startTestGateway({
      erp: kineticAt(`${upstream.url}/ERP`),
      other: kineticAt(`${upstream.url}/ERP`),
    });
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });

  const get = (headers: Record<string, string>, init: RequestInit = {}): Promise<Response> =>
    fetch(`${running.url}/openapi.json`, { headers, ...init });

  test("tells each consumer what it may call, by its key in every form, and nothing of what others may", async () => {
    const shop = await running.register("shop", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
    await running.register("planner", { other: { scope: "/EPIC06/Erp.BO.PartSvc" } });
    const basic = `Basic ${Buffer.from(`shop:${shop}`).toString("base64")}`;
    const texts = await Promise.all(
      [{ authorization: `Bearer ${shop}` }, { "x-api-key": shop }, { authorization: basic }].map(async (headers) => {
        const answer = await get(headers);
        assert.deepEqual([answer.status, answer.headers.get("cache-control")], [200, "no-store"]);
        return answer.text();
      }),
    );
    assert.equal(new Set(texts).size, 1);
    const document = JSON.parse(texts[0] ?? "") as Document;
    await requireValid(document);
    assert.deepEqual(document.servers, [{ url: running.url }]);
    assert.ok(operations(document).length > 0);
    for (const hidden of ["other", "planner", "PartSvc", shop]) assert.ok(!(texts[0] ?? "").includes(hidden), hidden);
    assert.equal(upstream.seen.length, 0);
  });

  test("a token that is held to less shows less", async () => {
    const wide = await running.register("wide", {
      erp: { scope: "/EPIC06/Erp.BO.CustomerSvc:write" },
      other: { scope: "/EPIC06/Erp.BO.PartSvc" },
    });
    const body = new URLSearchParams({ grant_type: "client_credentials", scope: "erp:/EPIC06/Erp.BO.CustomerSvc" });
    const authorization = `Basic ${Buffer.from(`wide:${wide}`).toString("base64")}`;
    const issued = await fetch(`${running.url}/oauth/token`, { method: "POST", headers: { authorization }, body });
    const { access_token: token } = (await issued.json()) as { readonly access_token: string };
    const lines = shown((await (await get({ authorization: `Bearer ${token}` })).json()) as Document);
    assert.ok(lines.length > 0);
    assert.deepEqual(
      lines.filter((line) => line.startsWith("DELETE") || line.includes("/other/")),
      [],
    );
  });

  test("to nobody without a good credential, and by GET and HEAD alone", async () => {
    const key = await running.register("reader", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
    assert.equal((await get({})).status, 401);
    assert.equal((await get({ authorization: `Bearer ${key}x` })).status, 401);
    assert.equal((await get({ authorization: `Bearer ${key}` }, { method: "POST" })).status, 405);
    const head = await get({ authorization: `Bearer ${key}` }, { method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
  });
});
