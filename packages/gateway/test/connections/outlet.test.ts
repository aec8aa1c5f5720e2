import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "@erpgate/client";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { Outlet } from "../../src/connections/outlet.ts";

/** An outlet whose tokens come at once, and are counted. */
function outletWithClock() {
  let minted = 0;
  let nowMs = Date.UTC(2026, 10, 29);
  const now = (): number => nowMs;
  const fetch = (): Promise<Response> =>
    Promise.resolve(Response.json({ AccessToken: seeded(`outlet-${(minted += 1)}`), ExpiresIn: 86_400 }));
  const auth = { kind: "consumer-key", key: seeded("outlet-consumer-key") } as const;
  const connection = connect({ system: "prophet21", url: "http://127.0.0.1:9", auth }, { fetch, now, random: () => 0 });
  const outlet = new Outlet(connection, new Set(), now);
  return {
    outlet,
    minted: () => minted,
    pass: (ms: number) => (nowMs += ms),
    /** @returns whether there is another token now */
    refused: async (): Promise<boolean> => {
      const before = minted;
      outlet.refused(await outlet.obtain(AbortSignal.timeout(5000)));
      await outlet.obtain(AbortSignal.timeout(5000));
      return minted > before;
    },
  };
}

test("a token that is refused once in a while is repaired at once each time, because calls were let in between", async () => {
  const { outlet, refused, pass, minted } = outletWithClock();
  for (let count = 0; count < 5; count++) {
    assert.equal(await refused(), true);
    pass(1500);
    outlet.accepted();
  }
  assert.equal(minted(), 6);
});

test("calls that are let in beside those that are refused do not make each refusal cost a token", async () => {
  const { outlet, refused, pass, minted } = outletWithClock();
  for (let count = 0; count < 70; count++) {
    await refused();
    outlet.accepted();
    pass(10);
  }
  assert.equal(minted(), 2);
});
