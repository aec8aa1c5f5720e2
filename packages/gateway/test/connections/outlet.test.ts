import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, ErpgateError } from "@erpgate/client";
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

test("a password that goes with every call rests once the ERP has refused it, and is tried by one call at a time", async () => {
  let nowMs = 0;
  const auth = { kind: "basic", username: "svc", password: seeded("outlet-password") } as const;
  const connection = connect({
    system: "kinetic",
    url: "http://127.0.0.1:9/E",
    company: "C",
    apiKey: seeded("k"),
    auth,
  });
  const outlet = new Outlet(connection, new Set(), () => nowMs);
  const obtain = async (): Promise<string> => {
    if (outlet.held() !== undefined) return "sent";
    return outlet.obtain(AbortSignal.timeout(5000)).then(
      () => "tried",
      (error: unknown) => (ErpgateError.is(error) ? `${error.code} ${error.status}` : String(error)),
    );
  };
  const refusal = { code: "KINETIC_CREDENTIALS_INVALID", tokenAtFault: false } as const;
  const resting = "KINETIC_CREDENTIALS_INVALID 401";
  assert.equal(await obtain(), "sent");
  outlet.loginRefused({ code: "KINETIC_API_KEY_INVALID", tokenAtFault: false });
  assert.equal(await obtain(), "sent", "a key cannot be locked out");

  // Three calls were under way together: one refusal.
  for (let count = 0; count < 3; count++) outlet.loginRefused(refusal);
  for (const restMs of [30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000]) {
    assert.equal(await obtain(), resting);
    nowMs += restMs - 1;
    assert.equal(await obtain(), resting, `${restMs}`);
    nowMs += 1;
    assert.deepEqual([await obtain(), await obtain()], ["tried", resting], "one call tries, the others wait for it");
    outlet.loginRefused(refusal);
  }
  nowMs += 900_000;
  assert.equal(await obtain(), "tried");
  outlet.accepted();
  assert.equal(await obtain(), "sent");
});
