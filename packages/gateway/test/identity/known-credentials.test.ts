import assert from "node:assert/strict";
import { test } from "node:test";
import type { Consumer } from "../../src/consumers/consumer.ts";
import { KnownCredentials } from "../../src/identity/known-credentials.ts";
import { createPrincipal } from "../../src/identity/principal.ts";

const consumer = (active = true): { -readonly [K in keyof Consumer]: Consumer[K] } => ({
  id: "1",
  name: "a",
  access: {},
  tokenLifetimeSeconds: undefined,
  origins: [],
  keyEndMs: () => Infinity,
  active,
});

test("an entry ends with its time and with its consumer", () => {
  const known = new KnownCredentials();
  const live = consumer();
  known.set("a", createPrincipal(live, 1000));
  assert.equal(known.get("a", 999)?.consumer, live);
  assert.equal(known.get("a", 1000), undefined);
  live.active = false;
  assert.equal(known.get("a", 999), undefined);
  assert.equal(known.get("A", 999), undefined);
});

test("it holds two generations at most, and what is in use stays", () => {
  const known = new KnownCredentials();
  known.set("used", createPrincipal(consumer(), Infinity));
  for (let index = 0; index < 30_000; index++) {
    known.set(`token ${index}`, createPrincipal(consumer(), Infinity));
    assert.ok(known.get("used", 0), `forgotten after ${index}`);
  }
  assert.ok(known.size <= 10_000, `${known.size} entries`);
});
