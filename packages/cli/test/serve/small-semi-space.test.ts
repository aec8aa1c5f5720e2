import assert from "node:assert/strict";
import { test } from "node:test";
import {
  restartWithSmallSemiSpace,
  SEMI_SPACE_FLAG,
  semiSpaceNote,
  type RestartableProcess,
} from "../../src/serve/small-semi-space.ts";

class Replaced extends Error {
  readonly call: readonly unknown[];
  constructor(...call: readonly unknown[]) {
    super("replaced");
    this.call = call;
  }
}

const linux: RestartableProcess = {
  platform: "linux",
  execPath: "/usr/bin/node",
  execArgv: ["--enable-source-maps"],
  script: ["/x/erpgate.cjs", "serve", "--demo"],
  env: { PATH: "/usr/bin" },
  hasChannel: false,
  isExecutable: () => true,
  execve: (...call) => {
    throw Object.assign(new Replaced(...call), { code: "REPLACED" });
  },
};

/** What execve was called with; undefined when it was not. */
function restartOf(self: RestartableProcess): readonly unknown[] | undefined {
  let call: readonly unknown[] | undefined;
  restartWithSmallSemiSpace({
    ...self,
    execve: (...given) => {
      call = given;
      throw new Error("stop here");
    },
  });
  return call;
}

test("replaces the process, with the flag before its own arguments and one heap arena in its environment", () => {
  assert.deepEqual(restartOf(linux), [
    "/usr/bin/node",
    ["/usr/bin/node", SEMI_SPACE_FLAG, "--enable-source-maps", "/x/erpgate.cjs", "serve", "--demo"],
    { MALLOC_ARENA_MAX: "1", PATH: "/usr/bin" },
  ]);
});

test("a number of arenas that the user chose stands, and neither it nor ours counts as the restart", () => {
  for (const MALLOC_ARENA_MAX of ["4", "1", ""]) {
    assert.deepEqual(restartOf({ ...linux, env: { MALLOC_ARENA_MAX } })?.[2], { MALLOC_ARENA_MAX });
  }
});

test("the restarted process does not restart again", () => {
  assert.equal(restartOf({ ...linux, execArgv: [SEMI_SPACE_FLAG] }), undefined);
  assert.deepEqual(restartWithSmallSemiSpace({ ...linux, execArgv: [SEMI_SPACE_FLAG] }), { kind: "set" });
});

test("a size that the user chose stands, however it is spelt", () => {
  for (const NODE_OPTIONS of ["--max-semi-space-size=64", "--x --max_semi_space_size=64", "--max-semi-space-size 64"]) {
    assert.deepEqual(restartWithSmallSemiSpace({ ...linux, env: { NODE_OPTIONS } }), { kind: "set" });
  }
  assert.notEqual(restartOf({ ...linux, env: { NODE_OPTIONS: "--max-semi-space-size-other=1" } }), undefined);
});

test("where a process cannot be replaced, as on Windows, it runs without and says so", () => {
  const state = restartWithSmallSemiSpace({ ...linux, platform: "win32", execve: undefined });
  assert.ok(state.kind === "unset");
  assert.match(semiSpaceNote(state), /win32.*cannot replace.*--max-semi-space-size=2/);
});

test("a parent's channel, a missing program and a permission model are reasons to stay", () => {
  assert.match(JSON.stringify(restartWithSmallSemiSpace({ ...linux, hasChannel: true })), /channel/);
  assert.match(JSON.stringify(restartWithSmallSemiSpace({ ...linux, isExecutable: () => false })), /cannot be started/);
  assert.equal(
    restartOf({ ...linux, isExecutable: () => false }),
    undefined,
    "a failing execve would abort the process",
  );
  assert.match(JSON.stringify(restartWithSmallSemiSpace(linux)), /replaced/);
});
