import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../tools/seeded-secrets.ts";
import type { FaultKind } from "../src/index.ts";
import {
  kineticCall,
  kineticRaw,
  last,
  listenEmulator,
  mainUser,
  makeEmulator,
  member,
  prophet21Call,
  prophet21Raw,
  prophet21Token,
} from "./fixture.ts";

const CUSTOMERS = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1";
const SUPPLIERS = "/odataservice/odata/table/supplier?$top=1";

test("next: n, and no more", async () => {
  const emulator = makeEmulator();
  const fault = emulator.fault({ system: "kinetic", kind: "server-error", next: 2 });
  const statuses = [];
  for (let call = 0; call < 3; call += 1) statuses.push((await kineticCall(emulator, CUSTOMERS)).status);
  assert.deepEqual(statuses, [500, 500, 200]);
  assert.deepEqual([fault.met, fault.active], [2, false]);
});

test("until disposed", async () => {
  const emulator = makeEmulator();
  {
    using fault = emulator.fault({ system: "kinetic", kind: "server-error", status: 503 });
    assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 503);
    assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 503);
    assert.equal(fault.met, 2);
  }
  assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 200);
});

test("a fault that nobody met says so", () => {
  const emulator = makeEmulator();
  emulator.fault({ system: "prophet21", kind: "html-answer", next: 1 });
  assert.deepEqual(
    emulator.faults.map(({ met, active }) => ({ met, active })),
    [{ met: 0, active: true }],
  );
});

test("licence exhausted: the 400 as seen in the field, after the login", async () => {
  const emulator = makeEmulator();
  emulator.fault({ system: "kinetic", kind: "license-exhausted", next: 1 });
  assert.equal((await kineticRaw(emulator, CUSTOMERS)).status, 401, "without a login no licence is asked for");
  const { status, body } = await kineticCall(emulator, CUSTOMERS);
  assert.equal(status, 400);
  assert.equal(
    member(body, "ErrorMessage"),
    "Maximum users exceeded on license type: DefaultUser assigned to company: EPIC06",
  );
  assert.match(String(member(body, "ErrorType")), /LicenseAccessException/);
  assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 200);
});

test("conversions pending: 503 in the ERP's own shape", async () => {
  const emulator = makeEmulator();
  using _fault = emulator.fault({ system: "kinetic", kind: "conversions-pending" });
  const { status, body } = await kineticCall(emulator, CUSTOMERS);
  assert.equal(status, 503);
  assert.match(String(member(body, "ErrorType")), /ConversionsPendingException/);
});

test("a page instead of an answer, on both systems", async () => {
  const emulator = makeEmulator();
  emulator.fault({ system: "kinetic", kind: "html-answer", next: 1 });
  emulator.fault({ system: "prophet21", kind: "html-answer", next: 1, status: 403 });
  const kinetic = await kineticCall(emulator, CUSTOMERS);
  assert.equal(kinetic.status, 200);
  assert.match(kinetic.text, /^<!DOCTYPE html>/);
  assert.equal((await prophet21Raw(emulator, SUPPLIERS)).status, 403);
});

test("server errors: the system's own 500, a proxy's page for 502", async () => {
  const emulator = makeEmulator();
  emulator.fault({ system: "kinetic", kind: "server-error", next: 1 });
  assert.equal(member((await kineticCall(emulator, CUSTOMERS)).body, "HttpStatus"), 500);
  emulator.fault({ system: "prophet21", kind: "server-error", next: 1 });
  assert.equal(member((await prophet21Raw(emulator, SUPPLIERS)).body, "ErrorType"), "System.Exception");
  emulator.fault({ system: "prophet21", kind: "server-error", status: 502, next: 1 });
  assert.match((await prophet21Raw(emulator, SUPPLIERS)).text, /<html>/);
});

test("faults aim: at token calls, at everything else, at a path", async () => {
  const emulator = makeEmulator();
  emulator.fault({ system: "prophet21", kind: "server-error", on: "api", next: 1 });
  const token = await prophet21Token(emulator, mainUser(emulator));
  assert.equal((await prophet21Call(emulator, SUPPLIERS, token)).status, 500);
  emulator.fault({ system: "prophet21", kind: "server-error", on: "token", next: 1 });
  assert.equal((await prophet21Call(emulator, SUPPLIERS, token)).status, 200);
  assert.equal((await prophet21Raw(emulator, "/api/security/token/v2", { method: "POST", body: "{}" })).status, 500);
  emulator.fault({ system: "prophet21", kind: "server-error", path: "/table/customer", next: 1 });
  assert.equal((await prophet21Call(emulator, SUPPLIERS, token)).status, 200);
  assert.equal((await prophet21Call(emulator, "/odataservice/odata/table/customer", token)).status, 500);
});

test("tokens revoked: all issued so far, at once; new ones work", async () => {
  const emulator = makeEmulator();
  const older = await prophet21Token(emulator, mainUser(emulator));
  const fault = emulator.fault({ system: "prophet21", kind: "token-revoked" });
  assert.deepEqual([fault.met, fault.active], [1, false]);
  assert.equal((await prophet21Call(emulator, SUPPLIERS, older)).status, 401);
  assert.equal(last(emulator).rule, "prophet21.token.not-ours");
  const newer = await prophet21Token(emulator, mainUser(emulator));
  assert.equal((await prophet21Call(emulator, SUPPLIERS, newer)).status, 200);
  fault[Symbol.dispose]();
  assert.equal((await prophet21Call(emulator, SUPPLIERS, older)).status, 401, "a revoked token stays revoked");
});

test("tokens revoked with next: when a request with a token arrives, also on Kinetic", async () => {
  const emulator = makeEmulator();
  const headers = { username: "integration", password: seeded("kinetic-password"), accept: "application/json" };
  const mint = async (): Promise<string> =>
    `Bearer ${String(member((await kineticRaw(emulator, "/TokenResource.svc/", { method: "POST", headers })).body, "AccessToken"))}`;
  const status = async (authorization: string): Promise<number> =>
    (await kineticRaw(emulator, "/api/v1/Erp.BO.CustomerSvc/Customers?$top=1", { headers: { authorization } })).status;
  const first = await mint();
  emulator.fault({ system: "kinetic", kind: "token-revoked", next: 1 });
  assert.equal((await kineticCall(emulator, CUSTOMERS)).status, 200, "Basic has no token to revoke");
  assert.equal(await status(first), 401);
  assert.equal(await status(await mint()), 200);
});

test("transport faults are refused by name in process", () => {
  const emulator = makeEmulator();
  for (const kind of ["reset", "slow-body"] as const) {
    assert.throws(
      () => emulator.fault({ system: "kinetic", kind }),
      new RegExp(`^TypeError: fault: "kind" ${kind} happens below HTTP and needs sockets: use startEmulator`),
    );
  }
});

test("wrong fault options are named, all at once", () => {
  const emulator = makeEmulator();
  const kind = "licence-exhausted" as FaultKind;
  assert.throws(
    () => emulator.fault({ system: "kinetic", kind, next: 0 }),
    /"licence-exhausted" does not exist; the nearest is "license-exhausted"; "next" takes a whole number from 1/,
  );
  assert.throws(() => emulator.fault({ system: "prophet21", kind: "license-exhausted" }), /exists for kinetic only/);
  assert.throws(
    () => emulator.fault({ system: "kinetic", kind: "server-error", status: 404 }),
    /"status" of server-error takes 500, 502, 503/,
  );
  assert.throws(
    () => emulator.fault({ system: "kinetic", kind: "token-revoked", status: 500 }),
    /"status" means nothing for token-revoked/,
  );
  assert.deepEqual(emulator.faults, []);
});

test("reset: the connection is cut, once, and the journal has it", async () => {
  await using emulator = await listenEmulator();
  emulator.fault({ system: "prophet21", kind: "reset", next: 1 });
  await assert.rejects(fetch(`${emulator.prophet21.url}${SUPPLIERS}`), TypeError);
  assert.deepEqual([last(emulator).status, last(emulator).rule], [0, "fault.reset"]);
  assert.equal((await fetch(`${emulator.prophet21.url}${SUPPLIERS}`)).status, 401);
});

test("slow body: headers first, then pieces, and whole in the end", async () => {
  await using emulator = await listenEmulator();
  const whole = await (await fetch(`${emulator.prophet21.url}${SUPPLIERS}`)).text();
  emulator.fault({ system: "prophet21", kind: "slow-body", next: 1, pieceDelayMs: 2 });
  const response = await fetch(`${emulator.prophet21.url}${SUPPLIERS}`);
  const pieces = [];
  for await (const piece of response.body ?? []) pieces.push(piece);
  assert.ok(pieces.length > 1, `the body came in ${pieces.length} piece`);
  assert.equal(Buffer.concat(pieces).toString("utf8"), whole);
});

test("a slow body that nobody waits for ends with its caller", async () => {
  await using emulator = await listenEmulator();
  emulator.fault({ system: "prophet21", kind: "slow-body", next: 1, pieceDelayMs: 2_000_000 });
  const controller = new AbortController();
  const response = await fetch(`${emulator.prophet21.url}${SUPPLIERS}`, { signal: controller.signal });
  const reading = response.text();
  controller.abort();
  await assert.rejects(reading, { name: "AbortError" });
});
