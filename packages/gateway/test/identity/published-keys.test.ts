import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const ACCESS = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } };
const AUDIENCE = "api://erp";
const TENANT = "11111111-2222-3333-4444-555555555555";
const OTHER_TENANT = "99999999-2222-3333-4444-555555555555";

interface Pair {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const pair = (kid: string): Pair => ({ kid, ...generateKeyPairSync("rsa", { modulusLength: 2048 }) });

/** An issuer that publishes its keys, and counts who asks. */
class Issuer {
  readonly #server: Server;
  keys: Pair[] = [pair("one")];
  keyIssuer: string | undefined = undefined;
  away = false;
  asked = 0;
  claimsToBe: string | undefined = undefined;

  constructor() {
    this.#server = createServer((request, response) => {
      if (this.away) return void response.writeHead(503).end();
      response.setHeader("content-type", "application/json");
      if (request.url === "/keys") {
        this.asked += 1;
        return void response.end(JSON.stringify({ keys: this.keys.map((key) => this.#jwk(key)) }));
      }
      const issuer =
        this.claimsToBe ?? (request.url?.startsWith("/organizations/") ? `${this.url}/{tenantid}` : this.url);
      response.end(JSON.stringify({ issuer, jwks_uri: `${this.url}/keys` }));
    });
  }

  #jwk({ kid, publicKey }: Pair): object {
    const issuer = this.keyIssuer === undefined ? {} : { issuer: this.keyIssuer };
    return { ...publicKey.export({ format: "jwk" }), kid, use: "sig", ...issuer };
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  token(claims: object = {}, key = this.keys[0]): string {
    if (key === undefined) throw new Error("no key");
    const exp = Math.floor(Date.now() / 1000) + 600;
    const parts = [
      { alg: "RS256", kid: key.kid, typ: "JWT" },
      { iss: this.url, aud: AUDIENCE, azp: "orders", exp, ...claims },
    ];
    const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${input}.${sign("sha256", Buffer.from(input), key.privateKey).toString("base64url")}`;
  }

  close(): void {
    this.#server.close();
  }
}

describe("keys that an issuer publishes", () => {
  let upstream: EchoUpstream;
  let single: Issuer;
  let many: Issuer;
  let liar: Issuer;
  let running: TestGateway;
  let nowMs = Date.now();
  const status = async (token: string): Promise<number> =>
    (await fetch(running.url + PATH, { headers: { authorization: `Bearer ${token}` } })).status;

  before(async () => {
    upstream = await startEchoUpstream();
    [single, many, liar] = [new Issuer(), new Issuer(), new Issuer()];
    await Promise.all([single.listen(), many.listen(), liar.listen()]);
    liar.claimsToBe = single.url;
  });
  beforeEach(async () => {
    nowMs = Date.now();
    single.keys = [pair("one")];
    single.away = false;
    single.asked = 0;
    running = await startTestGateway(
      { erp: kineticAt(`${upstream.url}/ERP`) },
      () => ({
        issuers: [
          { issuer: single.url, audience: AUDIENCE },
          { issuer: `${many.url}/{tenantid}`, audience: AUDIENCE, tenants: [TENANT] },
          { issuer: liar.url, audience: AUDIENCE },
        ],
      }),
      { runtime: { now: () => nowMs } },
    );
    await running.register("orders", ACCESS);
  });
  after(async () => {
    for (const issuer of [single, many, liar]) issuer.close();
    await upstream[Symbol.asyncDispose]();
  });

  test("they are fetched once, however many tokens come first", async () => {
    await using _ = running;
    const statuses = await Promise.all(
      Array.from({ length: 30 }, (_none, index) => status(single.token({ n: index }))),
    );
    assert.deepEqual([...new Set(statuses)], [200]);
    assert.equal(single.asked, 1);
  });

  test("a new key is fetched when a token names it; made-up key ids are not worth a request each", async () => {
    await using _ = running;
    assert.equal(await status(single.token()), 200);
    const next = pair("two");
    single.keys = [next, ...single.keys];
    nowMs += 31_000;
    assert.equal(await status(single.token({}, next)), 200);
    assert.equal(single.asked, 2);
    const foreign = pair("x");
    const tokens = Array.from({ length: 20 }, (_none, n) => single.token({}, { ...foreign, kid: `x${n}` }));
    const forged = await Promise.all(tokens.map(status));
    assert.deepEqual([...new Set(forged)], [401]);
    assert.equal(single.asked, 2);
  });

  test("while the issuer is away, the keys in hand stay good, and a first token is refused and nothing breaks", async () => {
    await using _ = running;
    assert.equal(await status(single.token()), 200);
    single.away = true;
    nowMs += 25 * 3_600_000;
    const exp = Math.floor(nowMs / 1000) + 600;
    assert.equal(await status(single.token({ exp })), 200);
    assert.equal(await status(single.token({ exp }, pair("unknown"))), 401);
    assert.ok(running.events.some(({ event }) => event === "issuer.no-keys"));
  });

  test("of several tenants that share keys, a listed one is let in, any other is not, and tid must agree", async () => {
    await using _ = running;
    const iss = (tenant: string): string => `${many.url}/${tenant}`;
    many.keyIssuer = `${many.url}/{tenantid}`;
    assert.equal(await status(many.token({ iss: iss(TENANT), tid: TENANT })), 200);
    assert.equal(await status(many.token({ iss: iss(OTHER_TENANT), tid: OTHER_TENANT })), 401);
    assert.equal(await status(many.token({ iss: iss(TENANT), tid: OTHER_TENANT })), 401);
    assert.equal(await status(many.token({ iss: iss(TENANT) })), 401);
  });

  test("a key that the set keeps for another issuer signs for that one alone", async () => {
    await using _ = running;
    many.keyIssuer = `${many.url}/${OTHER_TENANT}`;
    assert.equal(await status(many.token({ iss: `${many.url}/${TENANT}`, tid: TENANT })), 401);
  });

  test("a discovery document that names another issuer is not believed", async () => {
    await using _ = running;
    assert.equal(await status(liar.token()), 401);
    assert.equal(liar.asked, 0);
  });
});
