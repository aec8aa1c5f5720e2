import assert from "node:assert/strict";
import { test } from "node:test";
import { ErpgateError } from "@erpgate/client";
import { openChannel, PeerGone } from "../../src/cluster/channel.ts";
import { ReloadError } from "../../src/reload/reload-error.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { messagePorts } from "./message-port.ts";

type Sums = {
  readonly add: (one: number, other: number) => number;
  readonly later: () => Promise<string>;
  readonly fail: (what: "store" | "reload" | "erpgate" | "other") => never;
};

function fault(what: string): Error {
  if (what === "store") return new StoreError("STORE_BUSY", "The store is busy.");
  if (what === "reload") return new ReloadError("RELOAD_UNAVAILABLE", "Not now.", "Later.", { options: ["listen"] });
  const cause = Object.assign(new Error("listen EADDRINUSE"), { code: "EADDRINUSE", port: 81 });
  if (what === "erpgate") return new ErpgateError("CONFIG_INVALID", "The port is in use.", { cause });
  return new TypeError("what a runtime quotes of its input");
}

test("answers find their calls, also out of order and in both directions", async () => {
  const [there, here, pipe] = messagePorts();
  using _pipe = pipe;
  let release: ((text: string) => void) | undefined;
  const later = new Promise<string>((resolve) => (release = resolve));
  const back = openChannel<{ readonly name: () => string }>(there, {
    add: (one: number, other: number) => one + other,
    later: () => later,
  });
  const call = openChannel<Sums>(here, { name: () => "here" });
  const slow = call("later");
  assert.equal(await call("add", 2, 3), 5);
  assert.equal(await back("name"), "here");
  release?.("at last");
  assert.equal(await slow, "at last");
});

test("errors arrive as what they were; one of the runtime's without its words", async () => {
  const [there, here, pipe] = messagePorts();
  using _pipe = pipe;
  openChannel(there, {
    fail: (what: string) => {
      throw fault(what);
    },
  });
  const call = openChannel<Sums>(here, {});
  await assert.rejects(call("fail", "store"), (error) => StoreError.is(error) && error.code === "STORE_BUSY");
  await assert.rejects(
    call("fail", "reload"),
    (error) => error instanceof ReloadError && error.fix === "Later." && error.options[0] === "listen",
  );
  await assert.rejects(call("fail", "erpgate"), (error) => {
    assert.ok(ErpgateError.is(error) && error.cause instanceof Error);
    const { code, port } = error.cause as Error & { code: string; port: number };
    assert.deepEqual([error.code, code, port], ["CONFIG_INVALID", "EADDRINUSE", 81]);
    return true;
  });
  await assert.rejects(call("fail", "other"), { message: "A process of ours failed.", code: "TypeError" });
});

test("what was asked of an end that goes, and what is asked of it afterwards, fails at once", async () => {
  const [there, here, pipe] = messagePorts();
  openChannel(there, { later: () => new Promise(() => undefined) });
  const call = openChannel<Sums>(here, {});
  const waiting = call("later");
  pipe[Symbol.dispose]();
  await assert.rejects(waiting, PeerGone);
  await assert.rejects(call("add", 1, 1), PeerGone);
});

test("what is no call of ours is left alone", async () => {
  const [there, here, pipe] = messagePorts();
  using _pipe = pipe;
  openChannel(there, { add: (one: number, other: number) => one + other });
  const call = openChannel<Sums>(here, {});
  for (const message of [null, "text", 7, {}, { erpgate: "answer", id: 99 }]) here.send(message);
  assert.equal(await call("add", 1, 1), 2);
});
