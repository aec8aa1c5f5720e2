import assert from "node:assert/strict";
import { it } from "node:test";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { ErpgateError } from "../../../src/index.ts";
import { openBundle, sealBundle } from "../../../src/node/index.ts";

const passphrase = seeded("bundle-passphrase");
const tokens = new Map([
  ["k", { token: seeded("carried"), obtainedAtMs: 1, expiresAtMs: 2, refreshToken: seeded("carried-refresh") }],
]);
const nowMs = Date.UTC(2026, 10, 21, 8);

/** Sealed once for all: sealing and opening cost a third of a second of a processor each, as they should. */
const sealed = sealBundle(tokens, { passphrase, nowMs });

const says = (code: string, text: RegExp) => (error: unknown) =>
  ErpgateError.is(error) && error.code === code && text.test(error.message);

it("a bundle is one line that the passphrase opens, also after a terminal broke it up", async () => {
  const text = await sealed;
  assert.match(text, /^erpgate-bundle:[\w-]+$/);
  assert.ok(!Buffer.from(text, "base64url").toString("latin1").includes(seeded("carried")));
  const broken = ` ${text.slice(0, 60)}\r\n${text.slice(60)}\n`;
  assert.deepEqual(await openBundle(broken, { passphrase, nowMs: nowMs + 899_999 }), tokens);
});

it("a bundle that is late, changed, cut, no bundle, or met with the wrong passphrase says so in one sentence", async () => {
  const text = await sealed;
  const open = (given: string, phrase = passphrase, atMs = nowMs) =>
    openBundle(given, { passphrase: phrase, nowMs: atMs });
  await assert.rejects(
    open(text, passphrase, nowMs + 900_000),
    says("BUNDLE_EXPIRED", /until 2026-11-21T08:15:00\.000Z; nothing was imported$/),
  );
  await assert.rejects(open(text, "wrong"), says("STORE_KEY_WRONG", /^the passphrase does not open the bundle/));
  await assert.rejects(open(text.slice(0, -4) + "AAAA"), says("STORE_DAMAGED", /damaged or tampered with/));
  await assert.rejects(open(text.slice(0, 40)), says("STORE_DAMAGED", /damaged or tampered with/));
  await assert.rejects(open("hello"), says("STORE_DAMAGED", /begins with erpgate-bundle:/));
  // A later end in its header is a change like any other.
  const bytes = Buffer.from(text.slice("erpgate-bundle:".length), "base64url");
  bytes[38] = 0xff;
  await assert.rejects(open(`erpgate-bundle:${bytes.toString("base64url")}`), says("STORE_DAMAGED", /tampered/));
});

it("a made-up header cannot ask for all memory there is", async () => {
  const bytes = Buffer.from((await sealed).slice("erpgate-bundle:".length), "base64url");
  bytes[14] = 40;
  await assert.rejects(
    openBundle(`erpgate-bundle:${bytes.toString("base64url")}`, { passphrase, nowMs }),
    says("STORE_DAMAGED", /tampered/),
  );
});
