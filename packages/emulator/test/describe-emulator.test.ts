import assert from "node:assert/strict";
import { test } from "node:test";
import { describeEmulator, startEmulator } from "../src/index.ts";

test("every example does what its title says", async () => {
  await using emulator = await startEmulator();
  const { systems } = describeEmulator(emulator);
  for (const { examples } of systems) {
    let token = "";
    for (const { title, method, url, headers, body } of examples) {
      const withToken = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value.replace("TOKEN", token)]),
      );
      const response = await fetch(url, { method, headers: withToken, ...(body === undefined ? {} : { body }) });
      const text = await response.text();
      token = /"AccessToken":"([^"]+)"/.exec(text)?.[1] ?? token;
      assert.equal(response.status, title.startsWith("Be refused") ? 401 : 200, title);
    }
  }
});

test("it lists addresses, credentials and every switch with its evidence", async () => {
  await using emulator = await startEmulator({ kinetic: { switches: { basic: "off" } } });
  const [kinetic, prophet21] = describeEmulator(emulator).systems;
  assert.equal(kinetic?.url, emulator.kinetic.url);
  assert.ok(kinetic?.credentials.some(({ kind, secret }) => kind === "api-key" && secret === emulator.kinetic.apiKey));
  assert.ok(
    prophet21?.credentials.some(
      ({ kind, secret }) => kind === "consumer-key" && secret === emulator.prophet21.consumerKey.key,
    ),
  );
  const basic = kinetic?.switches.find(({ name }) => name === "basic");
  assert.deepEqual([basic?.value, basic?.default, basic?.values], ["off", "on", '"on" | "off"']);
  for (const { name, evidence } of [...(kinetic?.switches ?? []), ...(prophet21?.switches ?? [])])
    assert.ok(evidence.length > 10, name);
});
