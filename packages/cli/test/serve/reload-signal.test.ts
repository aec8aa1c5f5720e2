import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { type HangUp, watchForReload } from "../../src/serve/reload-signal.ts";

function hangUpOf(terminals: number[]): HangUp & { readonly done: string[] } {
  const done: string[] = [];
  return {
    done,
    reload: () => {
      done.push("reload");
      return Promise.reject(new Error("reported elsewhere"));
    },
    stop: () => void done.push("stop"),
    terminals: () => terminals.shift() ?? assert.fail("asked too often"),
  };
}

/** What three SIGHUPs come to when this many of the three descriptors are terminals, at the start and then. */
function after(platform: NodeJS.Platform, ...terminals: number[]): string[] {
  const source = new EventEmitter();
  const hangUp = hangUpOf(terminals);
  using _watch = watchForReload(source, platform, hangUp);
  for (let count = 0; count < 2; count++) source.emit("SIGHUP", "SIGHUP");
  return hangUp.done;
}

test("SIGHUP reloads, each time, and a reload that fails ends nothing", () => {
  assert.deepEqual(after("linux", 0), ["reload", "reload"]);
  assert.deepEqual(after("darwin", 3, 3, 2), ["reload", "reload"]);
});

test("a terminal that is gone stops, as it always has", () => {
  assert.deepEqual(after("linux", 3, 0, 0), ["stop", "stop"]);
  assert.deepEqual(after("linux", 1, 1, 0), ["reload", "stop"]);
});

test("Windows has no SIGHUP: its closing console stops, which is another's business", () => {
  assert.deepEqual(after("win32"), []);
});

test("leaves no listener behind", () => {
  const source = new EventEmitter();
  watchForReload(source, "linux", hangUpOf([0]))[Symbol.dispose]();
  assert.deepEqual(source.eventNames(), []);
});
