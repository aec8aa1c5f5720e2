import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { signInWithDeviceCode } from "../../src/entra/index.ts";
import type { EntraDeviceCode } from "../../src/entra/index.ts";
import { ErpgateError } from "../../src/index.ts";

const app = { clientId: "app", resource: "api://kinetic" };
const DEVICE_CODE = seeded("device-code");

/** An issuer that answers as scripted, and a clock that sleep moves. */
function world(...answers: readonly object[]) {
  let nowMs = 1_000_000;
  const slept: number[] = [];
  const left = [...answers];
  const runtime = {
    now: () => nowMs,
    sleep: (ms: number) => {
      slept.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
    fetch: (request: Request) => {
      if (new URL(request.url).pathname.endsWith("/devicecode")) {
        const codes = {
          device_code: DEVICE_CODE,
          user_code: "ABCD",
          verification_uri: "https://microsoft.com/devicelogin",
        };
        return Promise.resolve(Response.json({ ...codes, expires_in: "900", interval: "5", message: "Go there." }));
      }
      const answer = left.shift() ?? { error: "authorization_pending" };
      return Promise.resolve(Response.json(answer, { status: "error" in answer ? 400 : 200 }));
    },
  };
  return { slept, runtime };
}

const granted = { access_token: seeded("at"), token_type: "Bearer", expires_in: 3600, refresh_token: seeded("rt") };
const nobody = (): void => undefined;

describe("the device code", () => {
  it("is shown, and asked for until the user is done; slow_down lengthens the interval for good", async () => {
    const { slept, runtime } = world(
      { error: "authorization_pending" },
      { error: "slow_down" },
      { error: "authorization_pending" },
      granted,
    );
    const shown: EntraDeviceCode[] = [];
    const tokens = await signInWithDeviceCode(app, (code) => shown.push(code), { runtime });
    assert.equal(tokens.token, granted.access_token);
    assert.equal(tokens.refreshToken, granted.refresh_token);
    assert.deepEqual(slept, [5000, 5000, 10_000, 10_000]);
    assert.equal(shown[0]?.userCode, "ABCD");
    assert.equal(shown[0]?.message, "Go there.");
    assert.ok(!JSON.stringify(shown).includes(DEVICE_CODE));
  });

  const ends: readonly [string, string][] = [
    ["authorization_declined", "TOKEN_SIGN_IN_DECLINED"],
    ["expired_token", "TOKEN_SIGN_IN_TIMED_OUT"],
    ["code_expired", "TOKEN_SIGN_IN_TIMED_OUT"],
    ["bad_verification_code", "TOKEN_SIGN_IN_TIMED_OUT"],
    ["invalid_client", "TOKEN_CLIENT_REFUSED"],
  ];
  for (const [error, code] of ends) {
    it(`${error} ends it: ${code}`, async () => {
      const { runtime, slept } = world({ error, error_description: `device_code=${DEVICE_CODE}` });
      await assert.rejects(signInWithDeviceCode(app, nobody, { runtime }), (failed) => {
        assert.ok(ErpgateError.is(failed));
        assert.equal(failed.code, code);
        assert.ok(!JSON.stringify([failed.message, failed.response]).includes(DEVICE_CODE));
        return true;
      });
      assert.equal(slept.length, 1);
    });
  }

  it("is good for its time, by our clock", async () => {
    const { runtime, slept } = world();
    await assert.rejects(signInWithDeviceCode(app, nobody, { runtime }), { code: "TOKEN_SIGN_IN_TIMED_OUT" });
    assert.equal(slept.length, 180);
  });

  it("is given up when the caller says so", async () => {
    const { runtime } = world();
    const stop = new AbortController();
    const sleep = (_ms: number, signal?: AbortSignal): Promise<void> => {
      stop.abort(new Error("enough"));
      return signal?.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
    };
    await assert.rejects(
      signInWithDeviceCode(app, nobody, { runtime: { ...runtime, sleep }, signal: stop.signal }),
      /enough/,
    );
  });
});
