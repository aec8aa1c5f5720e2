import assert from "node:assert/strict";
import { test } from "node:test";
import type { Io } from "../../src/command.ts";
import { keepRunning } from "../../src/serve/keep-running.ts";

const options = { json: true, readyFile: undefined, hangUpStops: false, watch: undefined };

/** Somebody who watches, and never types. */
function watcher(): { readonly io: Io; readonly said: () => string } {
  let said = "";
  const sink = { write: (text: string) => void (said += text), isTTY: false };
  const nobody = (): Promise<never> => Promise.reject(new Error("nobody is there"));
  const io = {
    stdout: sink,
    stderr: sink,
    env: {},
    platform: "linux",
    cwd: "/",
    now: Date.now,
    canAsk: false,
  } as const;
  return { io: { ...io, readInput: nobody, ask: nobody } as unknown as Io, said: () => said };
}

test("a stop while it starts is an end and no defect, whatever the start comes to", async () => {
  const { io, said } = watcher();
  const start = (): Promise<never> => {
    // Heard by this process alone; a terminal's has reached the workers, too.
    process.emit("SIGINT", "SIGINT");
    return Promise.reject(new Error("a worker is gone"));
  };
  assert.equal(await keepRunning(start, options, io), 0);
  assert.equal(said(), "Stopped before it was ready.\n");
  assert.equal(process.listenerCount("SIGINT"), 0);
});

test("a start that fails by itself is a failure", async () => {
  await assert.rejects(
    keepRunning(() => Promise.reject(new Error("no port")), options, watcher().io),
    /no port/,
  );
});
