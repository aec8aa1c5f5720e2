import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect } from "../../src/index.ts";
import type { ErpAnswer, Runtime } from "../../src/index.ts";
import { readHeaders } from "../../src/http/read-headers.ts";
import { startErpServer } from "../erp-server.ts";

const open = (url: string, runtime: Partial<Runtime> = {}) =>
  connect({ system: "prophet21", url, auth: { kind: "bearer", token: seeded("send-bearer") } }, runtime);

const textOf = async (answer: ErpAnswer): Promise<string> => {
  const parts: Uint8Array[] = [];
  for await (const part of answer.body()) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
};

describe("an answer without a Response", () => {
  it("has status, headers and the body of the wire, let in", async () => {
    await using server = await startErpServer((seen, response) => {
      response.setHeader("Set-Cookie", ["a=1, 2", "b=3"]);
      response.writeHead(418, { "X-Two": "one" }).end(`päß ${seen.headers.authorization === undefined}`);
    });
    await using p21 = open(server.url);
    const answer = await p21.send("/api/x?y=1", { method: "POST", body: "{}" });
    const sent = answer.headers.filter(([name]) => name.startsWith("set-") || name.startsWith("x-"));
    assert.deepEqual([answer.status, answer.statusText], [418, "I'm a Teapot"]);
    assert.equal(answer.url, `${server.url}/api/x?y=1`);
    assert.deepEqual(sent, [
      ["set-cookie", "a=1, 2"],
      ["set-cookie", "b=3"],
      ["x-two", "one"],
    ]);
    assert.equal(await textOf(answer), "päß false");
  });

  it("gives the connection back when its body has been read, and ends the download when it has not", async () => {
    const sockets = new Set<Socket>();
    await using server = await startErpServer((seen, response, socket) => {
      sockets.add(socket);
      if (seen.url !== "/api/endless") return void response.end("whole");
      const more = (): void => void (response.destroyed || response.write("x".repeat(65_536), more));
      more();
    });
    await using p21 = open(server.url);
    assert.equal(await textOf(await p21.send("/api/x")), "whole");
    assert.equal(await textOf(await p21.send("/api/x")), "whole");
    assert.equal(sockets.size, 1);
    const endless = await p21.send("/api/endless");
    const [socket] = sockets;
    assert.ok(socket);
    socket.on("error", () => undefined);
    const gone = new Promise((resolve) => socket.once("close", resolve));
    for await (const part of endless.body()) {
      assert.ok(part.length > 0);
      break;
    }
    await gone;
    assert.equal(await textOf(await p21.send("/api/x")), "whole");
    assert.equal(sockets.size, 2);
  });

  it("is the same from a fetch function, and where a refusal was looked at first", async () => {
    const refused = open("https://p21.example.com", {
      fetch: () => Promise.resolve(new Response("no", { status: 401, headers: { "X-Why": "because" } })),
    });
    const answer = await refused.send("/api/x");
    assert.deepEqual([answer.status, new Map(answer.headers).get("x-why")], [401, "because"]);
    assert.equal(await textOf(answer), "no");
    const accepted = open("https://p21.example.com", { fetch: () => Promise.resolve(new Response(null)) });
    assert.equal(await textOf(await accepted.send("/api/x")), "");
  });

  it("lists headers as a Headers does", () => {
    const raw = ["B", "1", "a", "x", "SET-Cookie", "c=1", "b", "2, 3", "Set-Cookie", "d=2"];
    const headers = new Headers();
    for (let at = 0; at < raw.length; at += 2) headers.append(raw[at] ?? "", raw[at + 1] ?? "");
    assert.deepEqual(readHeaders(raw), [...headers]);
  });
});
