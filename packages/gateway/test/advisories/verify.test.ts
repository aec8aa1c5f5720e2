import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessCheckFor, updateConsumer } from "../../src/index.ts";
import { sendRaw, statusOf } from "../raw-request.ts";
import { kineticAt, startTestGateway } from "../test-gateway.ts";
import { CUSTOMERS, READ, requestBytes, SENT_CUSTOMERS, type Stand, startStand, VENDORS } from "./stand.ts";

const PAGE = "https://app.example.com";
let stand: Stand;
let port: number;
before(async () => {
  stand = await startStand({ verify: { port: 0 } }, READ);
  port = Number(new URL(stand.running.gateway.verifyUrl ?? "").port);
  const { store, consumers } = stand.running.gateway;
  const erp = kineticAt(`${stand.upstream.url}/ERP`);
  await updateConsumer(store, "orders", { origins: [PAGE] }, accessCheckFor({ erp, two: erp }));
  await consumers.reload();
});
after(() => stand[Symbol.asyncDispose]());

interface Asked {
  readonly method?: string;
  readonly target?: string;
  readonly lines?: readonly string[];
  readonly key?: string | undefined;
}

/** One question, byte for byte. @returns its status, and what the engine is told to send */
async function ask({ method = "GET", target = "/verify", lines = [], key = stand.key }: Asked) {
  const text = await sendRaw(
    port,
    requestBytes(method, target, [...(key === "" ? [] : [`X-Api-Key: ${key}`]), ...lines]),
  );
  const named = /^x-erpgate-target: (.*)\r$/im.exec(text)?.[1];
  return { status: statusOf(text), named, holdsLogin: /^authorization: /im.test(text) };
}
const nginx = (target: string, method = "GET"): readonly string[] => [
  `X-Original-Method: ${method}`,
  `X-Original-URI: ${target}`,
];
const traefik = (target: string, method = "GET"): readonly string[] => [
  `X-Forwarded-Method: ${method}`,
  `X-Forwarded-Uri: ${target}`,
];

async function isNo(asked: Asked, statuses: readonly number[] = [400, 403, 404, 405]): Promise<void> {
  const { status, named, holdsLogin } = await ask(asked);
  assert.ok(statuses.includes(status), `${status} to ${JSON.stringify(asked)}`);
  assert.deepEqual([named, holdsLogin], [undefined, false]);
}

test("class 3, CVE-2026-40575: what may be read is told with the target to send, in each engine's form", async () => {
  for (const asked of [{ lines: nginx(CUSTOMERS) }, { lines: traefik(CUSTOMERS) }, { target: `/verify${CUSTOMERS}` }])
    assert.deepEqual(await ask(asked), { status: 200, named: SENT_CUSTOMERS, holdsLogin: true });
});

test("class 3, CVE-2026-40575: a path that is smuggled in beside the engine's own makes the question unanswerable", async () => {
  const smuggled = [`X-Original-URI: ${CUSTOMERS}`, `x-original-uri: ${CUSTOMERS}`, `X-Forwarded-Uri: ${CUSTOMERS}`];
  for (const line of smuggled) {
    await isNo({ lines: [...nginx(VENDORS), line] }, [400]);
    await isNo({ lines: [line, ...nginx(VENDORS)] }, [400]);
    await isNo({ lines: [...traefik(VENDORS), line] }, [400]);
    await isNo({ lines: [line, ...traefik(VENDORS)] }, [400]);
    await isNo({ target: `/verify${VENDORS}`, lines: [line] }, [400]);
  }
});

test("class 3, CVE-2026-40575: nor does a method: a second one, another form's, or one that is not the asker's own", async () => {
  for (const line of ["X-Original-Method: GET", "x-original-method: GET", "X-Forwarded-Method: GET"]) {
    await isNo({ lines: [...nginx(CUSTOMERS, "DELETE"), line] }, [400]);
    await isNo({ lines: [...traefik(CUSTOMERS, "DELETE"), line] }, [400]);
  }
  // An engine that asks with the caller's own method, and lets the caller's header through, says two methods.
  await isNo({ method: "DELETE", lines: traefik(CUSTOMERS, "GET") }, [400]);
  await isNo({ method: "DELETE", lines: traefik(CUSTOMERS, "DELETE") }, [403]);
  for (const method of ["get", "GET, DELETE", "G E T", "", "TRACE", "CONNECT", "OPTIONS", "PROPFIND"])
    await isNo({ lines: traefik(CUSTOMERS, method) });
});

test("class 3, GHSA-6384-m2mw-rf54: names that only look like the engine's own say nothing", async () => {
  const lines = [`X_Original_Uri: ${CUSTOMERS}`, `X_Original_Method: GET`, `X-Original-Url: ${CUSTOMERS}`];
  await isNo({ lines }, [400]);
  await isNo({ lines: [...nginx(VENDORS), ...lines] }, [403]);
  assert.equal((await ask({ lines: [...nginx(CUSTOMERS), `X_Original_Uri: ${VENDORS}`] })).named, SENT_CUSTOMERS);
});

test("class 3, CVE-2026-76835: the host that an engine forwards decides nothing", async () => {
  for (const name of ["X-Forwarded-Host", "X-Original-Host", "Forwarded", "X-Forwarded-Server", "X-Forwarded-Prefix"]) {
    await isNo({ lines: [...traefik(VENDORS), `${name}: erp.internal`] }, [403]);
    const yes = await ask({ lines: [...traefik(CUSTOMERS), `${name}: evil.example`] });
    assert.deepEqual([yes.status, yes.named], [200, SENT_CUSTOMERS]);
  }
});

for (const target of [
  `/erp/../erp${CUSTOMERS.slice(4)}`,
  CUSTOMERS.replace("/api/", "/%61pi/"),
  CUSTOMERS.replace("/odata/", "//odata/"),
  `//evil.example${CUSTOMERS}`,
  `http://evil.example${CUSTOMERS}`,
  `${CUSTOMERS}#x`,
  `${CUSTOMERS}%00`,
  `${CUSTOMERS};x`,
  `${CUSTOMERS}\t`,
  `${CUSTOMERS}\u00ff`,
  ` ${VENDORS}`,
  CUSTOMERS.slice(1),
  "*",
  "",
]) {
  test(`class 7, CVE-2026-33494: /verify says no to ${JSON.stringify(target)}`, async () => {
    // A header's value comes without the blanks around it.
    const trimmed = target.trim() === CUSTOMERS;
    for (const form of [nginx, traefik])
      if (trimmed) assert.equal((await ask({ lines: form(target) })).named, SENT_CUSTOMERS);
      else await isNo({ lines: form(target) });
    await isNo({ target: `/verify${target}` }, [0, 400, 403, 404]);
  });
}

test("class 20, CVE-2026-1525: neither a query nor a body of the question is taken for the call's", async () => {
  await isNo({ target: `/verify?x-original-uri=${CUSTOMERS}`, lines: nginx(CUSTOMERS) }, [400]);
  await isNo({ target: "/verify/", lines: nginx(CUSTOMERS) }, [400]);
  await isNo({ target: "/verifyx", lines: nginx(CUSTOMERS) }, [400]);
  await isNo({ target: "/VERIFY", lines: nginx(CUSTOMERS) }, [400]);
  await isNo({ lines: [...nginx(CUSTOMERS), "Content-Length: 2", "Content-Length: 3"] }, [400]);
  await isNo({ lines: [...nginx(CUSTOMERS), "Transfer-Encoding: chunked", "Content-Length: 3"] }, [400]);
});

test("class 4, CVE-2025-29927: a preflight is no yes to an engine that takes any 2xx for one", async () => {
  const lines = [`Origin: ${PAGE}`, "Access-Control-Request-Method: DELETE"];
  await isNo({ method: "OPTIONS", lines: [...lines, ...traefik(VENDORS, "OPTIONS")], key: "" }, [401, 405]);
  await isNo({ method: "OPTIONS", lines: [...lines, ...nginx(VENDORS, "OPTIONS")], key: "" }, [401, 403]);
  await isNo({ method: "OPTIONS", lines: [...lines, ...nginx(VENDORS, "GET")], key: "" }, [400]);
  // Envoy lets a call go on after 200 alone, and gives every other answer to the caller.
  const preflight = await ask({ method: "OPTIONS", target: `/verify${VENDORS}`, lines, key: "" });
  assert.deepEqual(preflight, { status: 204, named: undefined, holdsLogin: false });
});

test("class 3, CVE-2026-76835: who is no named peer is told nothing, whatever it forwards", async () => {
  await using closed = await startTestGateway(
    { erp: kineticAt(`${stand.upstream.url}/ERP`) },
    { verify: { port: 0, peers: ["192.0.2.7", "10.0.0.0/8"] } },
  );
  const key = await closed.register("orders", READ);
  const at = Number(new URL(closed.gateway.verifyUrl ?? "").port);
  for (const more of [[], ["X-Forwarded-For: 192.0.2.7"], ["Forwarded: for=192.0.2.7"], ["X-Real-IP: 10.1.1.1"]]) {
    const text = await sendRaw(at, requestBytes("GET", "/verify", [`X-Api-Key: ${key}`, ...nginx(CUSTOMERS), ...more]));
    assert.equal(statusOf(text), 403);
    assert.doesNotMatch(text, /authorization|x-erpgate-target/i);
  }
});

test("class 10, CVE-2020-25017: two credentials, or two of one header, are no yes", async () => {
  const basic = `Authorization: Basic ${Buffer.from(`orders:${stand.key}`).toString("base64")}`;
  assert.equal((await ask({ lines: [...nginx(CUSTOMERS), basic] })).status, 200);
  const other = await stand.running.register("other", READ);
  await isNo({ lines: [...traefik(CUSTOMERS), `Authorization: Bearer ${other}`] }, [400]);
  await isNo({ lines: [...traefik(CUSTOMERS), basic, basic] }, [400]);
  await isNo({ lines: [...traefik(CUSTOMERS), `X-Api-Key: ${stand.key}`] }, [400]);
});

test("class 3, CVE-2026-40575: asking never calls the ERP", () => {
  assert.deepEqual(stand.upstream.seen, []);
});
