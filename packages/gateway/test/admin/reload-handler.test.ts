import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { createProofChecker, makeReloadProof, type ProofChecker } from "../../src/admin/reload-proof.ts";
import { type Configuration, issueOperatorToken, openKeyring, requestReload } from "../../src/index.ts";
import { createKeyring } from "../../src/keys/keyring.ts";
import { auditOf, kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const connections = { erp: kineticAt("http://127.0.0.1:1/ERP") };
const nonce = (): string => randomBytes(16).toString("hex");
const ringOf = (fill: number) => createKeyring([{ id: "m1", secret: new Uint8Array(32).fill(fill) }], randomBytes);

describe("a proof", () => {
  const host = "127.0.0.1:8081";
  const nowMs = Date.UTC(2026, 10, 21);
  const proof = makeReloadProof(ringOf(1), { host, nowMs, nonce: nonce(), operator: "ann@office" });
  const why = (checker: ProofChecker, ...asked: Parameters<ProofChecker["read"]>): string | undefined => {
    const read = checker.read(...asked);
    return "why" in read ? read.why : undefined;
  };

  test("holds once, at its own host, for half a minute", () => {
    const checker = createProofChecker(ringOf(1));
    assert.equal(why(checker, proof, host, nowMs + 29_000), undefined);
    assert.equal(why(checker, proof, host, nowMs + 29_001), "proof used before");
    assert.equal(why(checker, proof, host, nowMs + 31_000), "proof out of time");
    for (const atMs of [nowMs - 30_001, nowMs + 30_001])
      assert.equal(why(createProofChecker(ringOf(1)), proof, host, atMs), "proof out of time");
    assert.equal(why(createProofChecker(ringOf(1)), proof, "127.0.0.1:8082", nowMs), "wrong proof");
    assert.equal(why(createProofChecker(ringOf(2)), proof, host, nowMs), "wrong proof");
  });

  test("a clock that is ahead does not make it usable twice", () => {
    const ahead = makeReloadProof(ringOf(1), { host, nowMs: nowMs + 25_000, nonce: nonce(), operator: "ann" });
    const checker = createProofChecker(ringOf(1));
    assert.equal(why(checker, ahead, host, nowMs), undefined);
    assert.equal(why(checker, ahead, host, nowMs + 54_000), "proof used before");
  });

  test("every single character counts", () => {
    for (let at = "Erpgate-Proof ".length; at < proof.length; at++) {
      for (const other of ["0", "a", "é", "."]) {
        if (proof[at] === other) continue;
        const bent = proof.slice(0, at) + other + proof.slice(at + 1);
        const bentWhy = why(createProofChecker(ringOf(1)), bent, host, nowMs);
        assert.ok(bentWhy === "wrong proof" || bentWhy === "no proof", `${at} ${other}: ${bentWhy}`);
      }
    }
    for (const none of [undefined, "", "Bearer x", proof.slice(0, -3), `${proof} `])
      assert.notEqual(why(createProofChecker(ringOf(1)), none, host, nowMs), undefined);
  });
});

interface Got {
  readonly status: number;
  readonly body: string;
}

function post(running: TestGateway, headers: Record<string, string>, method = "POST"): Promise<Got> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(`${running.gateway.adminUrl}/reload`, { method, headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    call.on("error", reject);
    call.end();
  });
}

/** A gateway whose configuration file is whatever `next` holds; `config` is filled in once it runs. */
async function startReloadable(): Promise<{ running: TestGateway; next: { read: () => Promise<Configuration> } }> {
  const next = { read: (): Promise<Configuration> => Promise.reject(new Error("not set")) };
  const running = await startTestGateway(connections, {}, { readAgain: () => next.read() });
  return { running, next };
}

test("POST /reload at the administration: only with a proof, once, and under its own name", async () => {
  const { running, next } = await startReloadable();
  await using _running = running;
  let reads = 0;
  next.read = () => {
    reads += 1;
    return Promise.reject(Object.assign(new Error("secret detail"), { code: "EOOPS" }));
  };
  const { host } = new URL(running.gateway.adminUrl);
  const { keyring } = running.gateway;
  const prove = (at: string, nowMs = Date.now()): Record<string, string> => ({
    authorization: makeReloadProof(keyring, { host: at, nowMs, nonce: nonce(), operator: "ann@office" }),
  });
  const foreign = `evil.example:${new URL(running.gateway.adminUrl).port}`;
  for (const headers of [
    {},
    { authorization: `Bearer ${await running.register("orders", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } })}` },
    { ...prove(foreign), host: foreign },
    prove("127.0.0.1:1"),
    prove(host, Date.now() - 60_000),
  ]) {
    const { status, body } = await post(running, headers);
    assert.deepEqual([status, JSON.parse(body)], [403, { error: { code: "RELOAD_REFUSED" } }]);
  }
  assert.equal((await post(running, prove(host), "GET")).status, 405);
  assert.equal(reads, 0);
  const once = prove(host);
  const { status, body } = await post(running, once);
  assert.deepEqual([status, reads], [500, 1]);
  assert.doesNotMatch(body, /secret detail/, "what nobody foresaw is not repeated");
  assert.equal((await post(running, once)).status, 403);
  assert.equal(reads, 1);
  const { token } = await issueOperatorToken(join(running.folder, "erpgate.keys"), 60_000, Date.now(), "ben@office");
  assert.equal((await post(running, { authorization: `Bearer ${token}` })).status, 500);
  assert.equal(reads, 2);
  const late = await issueOperatorToken(
    join(running.folder, "erpgate.keys"),
    60_000,
    Date.now() - 70_000,
    "ben@office",
  );
  assert.equal((await post(running, { authorization: `Bearer ${late.token}` })).status, 403);
  assert.equal((await post(running, { authorization: `Bearer ${token}`, host: foreign })).status, 403);
  assert.equal(reads, 2);
  assert.equal((await fetch(`${running.url}/reload`, { method: "POST" })).status, 404, "not on the data listener");
  assert.ok(!JSON.stringify(running.events).includes("secret detail"));
});

test("requestReload: what is different, every fault with its place, what asks for a restart", async () => {
  const { running, next } = await startReloadable();
  await using _running = running;
  const keyFile = join(running.folder, "erpgate.keys");
  const { hostname, port } = new URL(running.gateway.adminUrl);
  const ask = (file = keyFile, atPort = Number(port)) =>
    requestReload({ admin: { host: hostname, port: atPort }, keyFile: file }, Date.now);

  const { checkGatewayConfig } = await import("../../src/index.ts");
  const configOf = (section: object): Configuration["config"] =>
    checkGatewayConfig(
      { listen: { port: 0 }, admin: { port: 0 }, store: join(running.folder, "erpgate.db"), ...section },
      assert.fail,
    );
  next.read = () => Promise.resolve({ config: configOf({}), connections: { ...connections, more: connections.erp } });
  assert.deepEqual(await ask(), { added: ["more"], removed: [], changed: [], settings: [] });

  const faults = [{ path: "gateway.x", line: 3, column: 5, message: "is not known", fix: "Remove it." }];
  next.read = () =>
    Promise.reject(Object.assign(new Error("bad"), { code: "CONFIG_INVALID", file: "/a.yaml", faults }));
  await assert.rejects(ask(), { code: "CONFIG_INVALID", file: "/a.yaml", faults });

  next.read = () => Promise.resolve({ config: configOf({ listen: { port: 5 } }), connections });
  await assert.rejects(ask(), { code: "RESTART_REQUIRED", options: ["gateway.listen"] });

  await assert.rejects(ask(join(running.folder, "none.keys")), { code: "KEY_FILE_MISSING" });
  const otherKeys = join(running.folder, "other.keys");
  const none = { location: "none", consumers: () => Promise.resolve([]), signingKeys: () => Promise.resolve([]) };
  await openKeyring(otherKeys, none);
  await assert.rejects(ask(otherKeys), { code: "RELOAD_REFUSED" });
  await assert.rejects(ask(keyFile, Number(new URL(running.url).port)), { code: "GATEWAY_UNREACHABLE" });
  await running.gateway.drain();
  await assert.rejects(ask(), { code: "GATEWAY_UNREACHABLE" });
});

test("the audit row of a reload names who asked for it, or says what did; so does the log", async () => {
  const { running, next } = await startReloadable();
  await using _running = running;
  const { gateway, folder } = running;
  const keyFile = join(folder, "erpgate.keys");
  const { hostname, port } = new URL(gateway.adminUrl);
  next.read = () => Promise.reject(Object.assign(new Error("bad"), { code: "EOOPS" }));
  await assert.rejects(
    requestReload({ admin: { host: hostname, port: Number(port) }, keyFile }, Date.now, "ann@office"),
  );
  const { token } = await issueOperatorToken(keyFile, 60_000, Date.now(), "ben\n@office");
  assert.equal((await post(running, { authorization: `Bearer ${token}` })).status, 500);
  for (const by of ["signal", "file"] as const) await assert.rejects(gateway.reload(undefined, { by }));
  await assert.rejects(gateway.reload());
  const wanted = ["ann@office", "ben @office", "signal", "file", "program"];
  let rows = await auditOf(gateway, "gateway.reload");
  while (rows.length < wanted.length) rows = await auditOf(gateway, "gateway.reload");
  assert.deepEqual(
    rows.map(({ operator }) => operator),
    wanted,
  );
  const told = running.events.filter(({ event }) => event === "gateway.reload-failed");
  assert.deepEqual(
    told.map(({ by, operator }) => [by, operator]),
    [
      ["operator", "ann@office"],
      ["operator", "ben @office"],
      ["signal", undefined],
      ["file", undefined],
      ["program", undefined],
    ],
  );
});
