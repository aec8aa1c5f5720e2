import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openGateway, type GatewayWorld } from "../../profiles/gateway.ts";
import { findPython, runForJson } from "../program.ts";

const python = findPython("requests");
const file = (name: string): string => join(import.meta.dirname, name);

/** A host as a program's owner writes it into its settings. */
interface Host {
  readonly base_url: string;
  readonly username: string;
  readonly password: string;
  readonly consumer_key: string;
}

interface PythonTold {
  readonly lifetime: number;
  readonly redirects: readonly number[];
  readonly ui: string;
  readonly statuses: readonly number[];
  readonly rows: readonly unknown[];
  readonly encoded: boolean;
}

interface NodeTold {
  readonly accepted: string;
  readonly status: number;
  readonly rows: readonly unknown[];
}

describe("ways of public P21 programs, over real sockets", () => {
  let world: GatewayWorld;
  before(async () => {
    world = await openGateway();
  });
  after(async () => await world[Symbol.asyncDispose]());

  // P21 sends a router without its slash on with a 307, which requests follows with its bearer; the gateway answers at once.
  const hosts: readonly [name: string, hostOf: () => Host, redirects: readonly number[]][] = [
    ["the emulator", () => emulatorHost(world), [307]],
    ["the gateway", () => gatewayHost(world), []],
  ];
  for (const [name, hostOf, redirects] of hosts) {
    test(
      `Python on ${name}: v1 headers, router without a slash, sessions with one, %24top`,
      { skip: python.skip },
      async () => {
        const host = hostOf();
        const told = await runForJson<PythonTold>(python.command, ["-B", file("pattern.py")], host);
        const { rows, lifetime, ...rest } = told;
        assert.equal(rows.length, 3);
        assert.ok(lifetime > 0);
        const ui = `${host.base_url}/uiserver0`;
        assert.deepEqual(rest, { redirects, ui, statuses: [200, 200, 200], encoded: true });
      },
    );
    test(`Node on ${name}: user and secret in one v2 body`, async () => {
      const told = await runForJson<NodeTold>(process.execPath, [file("pattern.mjs")], hostOf());
      assert.deepEqual({ accepted: told.accepted, status: told.status }, { accepted: "application/xml", status: 200 });
      assert.equal(told.rows.length, 2);
    });
  }
});

function emulatorHost({ erp }: GatewayWorld): Host {
  const { url, user, consumerKey } = erp.prophet21;
  return { base_url: url, username: user.username, password: user.password, consumer_key: consumerKey.key };
}

function gatewayHost({ gateway, erp, consumer }: GatewayWorld): Host {
  const { username } = erp.prophet21.user;
  return {
    base_url: `${gateway.url}/prophet21`,
    username,
    password: consumer.key,
    consumer_key: consumer.key,
  };
}
