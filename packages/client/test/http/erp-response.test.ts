import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect } from "../../src/index.ts";
import { startErpServer } from "../erp-server.ts";

const TEXT = JSON.stringify({ value: ["é", "x".repeat(2000)] });
const LARGE = Buffer.alloc(3_000_000, "abc");

async function serve() {
  const server = await startErpServer((seen, response) => {
    response.setHeader("content-type", "application/json");
    response.setHeader("set-cookie", ["a=1", "b=2"]);
    response.setHeader("x-list", ["1", "2"]);
    if (seen.url === "/large") response.end(LARGE);
    else if (seen.url === "/none") response.writeHead(204).end();
    else if (seen.url === "/odd") response.writeHead(418, "Short and stout").end(TEXT);
    else if (seen.url === "/form")
      response.writeHead(200, { "content-type": "application/x-www-form-urlencoded" }).end("a=b");
    else response.end(TEXT);
  });
  const connection = connect({ system: "prophet21", url: server.url, auth: { kind: "bearer", token: seeded("t") } });
  return {
    server,
    ours: (path: string, method = "GET") => connection.fetch(path, { method }),
    theirs: (path: string, method = "GET") => fetch(server.url + path, { method }),
    [Symbol.asyncDispose]: async () => {
      await connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const readers: Readonly<Record<string, (response: Response) => Promise<unknown>>> = {
  text: (response) => response.text(),
  json: (response) => response.json(),
  arrayBuffer: (response) => response.arrayBuffer(),
  bytes: (response) => response.bytes(),
  blob: async (response) => {
    const blob = await response.blob();
    return { type: blob.type, text: await blob.text() };
  },
  stream: async (response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body ?? []) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks).toString();
  },
  clone: async (response) => {
    const copy = response.clone();
    return [await copy.text(), await response.text(), copy.status, copy.url.endsWith("/x")];
  },
};

const outline = (response: Response) => ({
  status: response.status,
  ok: response.ok,
  statusText: response.statusText,
  url: response.url,
  redirected: response.redirected,
  bodyUsed: response.bodyUsed,
  type: response.headers.get("content-type"),
  list: response.headers.get("x-list"),
  cookies: response.headers.getSetCookie(),
});

describe("fetch() answers a standard Response", () => {
  for (const [name, read] of Object.entries(readers)) {
    it(`${name}: as global fetch's, and the body is used up after`, async () => {
      await using both = await serve();
      const [ours, theirs] = [await both.ours("/x"), await both.theirs("/x")];
      assert.ok(ours instanceof Response);
      assert.equal(ours.bodyUsed, false);
      assert.deepEqual(await read(ours), await read(theirs));
      assert.equal(ours.bodyUsed, true);
      await assert.rejects(ours.text(), TypeError);
      await assert.rejects(theirs.text(), TypeError);
      assert.throws(() => ours.clone(), TypeError);
    });
  }

  for (const path of ["/x", "/odd", "/none", "/large"]) {
    it(`${path}: the same outline`, async () => {
      await using both = await serve();
      const [ours, theirs] = [await both.ours(path), await both.theirs(path)];
      assert.deepEqual(outline(ours), outline(theirs));
      assert.deepEqual(await ours.text(), await theirs.text());
    });
  }

  it("answers without a body have a null body", async () => {
    await using both = await serve();
    for (const response of [await both.ours("/none"), await both.ours("/x", "HEAD")]) {
      assert.equal(response.body, null);
      assert.equal(await response.text(), "");
      assert.equal(response.bodyUsed, false);
    }
  });

  it("a large body streams, chunk by chunk, and can be left in the middle", async () => {
    await using both = await serve();
    const response = await both.ours("/large");
    const reader = response.body?.getReader();
    const first = await reader?.read();
    assert.ok((first?.value?.length ?? 0) > 0);
    await reader?.cancel();
    assert.equal(await both.ours("/x").then((next) => next.text()), TEXT);
  });

  it("formData and Response.json's errors are the standard's", async () => {
    await using both = await serve();
    const form = await (await both.ours("/form")).formData();
    assert.equal(form.get("a"), "b");
    await assert.rejects((await both.ours("/form")).json(), SyntaxError);
  });

  it("bytes and arrayBuffer are copies: they hold the answer and nothing else of the socket's memory", async () => {
    await using both = await serve();
    const buffer = await (await both.ours("/x")).arrayBuffer();
    assert.equal(buffer.byteLength, Buffer.byteLength(TEXT));
    const bytes = await (await both.ours("/x")).bytes();
    assert.equal(bytes.buffer.byteLength, Buffer.byteLength(TEXT));
  });
});
