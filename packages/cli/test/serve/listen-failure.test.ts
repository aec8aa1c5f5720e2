import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { ListenError, listenFailure, whoListens } from "../../src/serve/listen-failure.ts";

async function inUse(): Promise<{ error: Error; port: number } & AsyncDisposable> {
  const first = createServer().listen(0, "127.0.0.1");
  await once(first, "listening");
  const { port } = first.address() as { port: number };
  const second = createServer().listen(port, "127.0.0.1");
  const [error] = (await once(second, "error").catch((thrown: unknown) => [thrown])) as [Error];
  return {
    error,
    port,
    [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => first.close(resolve))),
  };
}

test("names the option, the port and how to find out who has it", async () => {
  await using taken = await inUse();
  const told = listenFailure(taken.error, [{ port: taken.port, named: "--port" }], "linux");
  assert.ok(told instanceof ListenError);
  assert.equal(told.message, `--port: port ${String(taken.port)} cannot be used: another program listens there`);
  assert.match(told.fix, new RegExp(`ss -ltnp 'sport = :${String(taken.port)}'`));
  assert.equal(told.cause, taken.error);
});

test("finds the fault below the words of others", async () => {
  await using taken = await inUse();
  const wrapped = new Error("the gateway did not start", { cause: taken.error });
  assert.ok(listenFailure(wrapped, [], "win32") instanceof ListenError);
});

test("a forbidden port is told apart, and any other error is left alone", () => {
  const forbidden = Object.assign(new Error("listen EACCES"), { code: "EACCES", port: 80 });
  assert.match((listenFailure(forbidden, [], "linux") as ListenError).message, /may not listen/);
  const other = new Error("something else");
  assert.equal(listenFailure(other, [], "linux"), other);
});

test("each platform has its own way to ask", () => {
  assert.match(whoListens("win32", 8321), /^netstat .*:8321$/);
  assert.match(whoListens("darwin", 8321), /^lsof .*:8321/);
});
