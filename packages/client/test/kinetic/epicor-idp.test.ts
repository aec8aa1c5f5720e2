import { createEmulator } from "@erpgate/emulator";
import type { Emulator } from "@erpgate/emulator";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { connect, createMemoryTokenStore } from "../../src/index.ts";
import type { KineticConnection, KineticOptions, TokenStore } from "../../src/index.ts";

type IdpAuth = Extract<KineticOptions["auth"], { kind: "epicor-idp" }>;

interface Site {
  readonly emulator: Emulator;
  /** What was posted to the identity provider, oldest first. */
  readonly asked: readonly URLSearchParams[];
  open(auth: Partial<IdpAuth>, tokenStore?: TokenStore): KineticConnection;
}

/** A Kinetic that takes the identity provider's tokens: those of its user by e-mail, those of the client by its mapping. */
function site(): Site {
  const emulator = createEmulator({ kinetic: { switches: { idp: "on" } } });
  const { kinetic, epicorIdp } = emulator;
  const asked: URLSearchParams[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    if (!request.url.startsWith(epicorIdp.url)) return kinetic.fetch(request);
    asked.push(new URLSearchParams(await request.clone().text()));
    return epicorIdp.fetch(request);
  };
  const open: Site["open"] = (auth, tokenStore) => {
    const { clientId, secret } = epicorIdp.client;
    const idp = {
      kind: "epicor-idp",
      tokenUrl: `${epicorIdp.url}/connect/token`,
      clientId,
      clientSecret: secret,
    } as const;
    const { url, company, apiKey } = kinetic;
    const options: KineticOptions = { system: "kinetic", url, company, apiKey, auth: { ...idp, ...auth } };
    return connect(tokenStore ? { ...options, tokenStore } : options, {
      fetch,
      now: () => emulator.clock.now(),
      random: () => 0,
    });
  };
  return { emulator, asked, open };
}

function userOf({ emulator }: Site): { readonly username: string; readonly password: string } {
  const [user] = emulator.epicorIdp.users;
  assert.ok(user);
  return { username: user.username, password: user.password };
}

const grants = ({ asked }: Site): readonly unknown[] => asked.map((form) => form.get("grant_type"));
const read = async (kinetic: KineticConnection): Promise<number> =>
  (await kinetic.fetch("Erp.BO.CustomerSvc/Customers?$top=1")).status;

describe("Epicor Identity Provider", () => {
  it("a user's password ends in a read of Kinetic", async () => {
    const here = site();
    await using kinetic = here.open(userOf(here));
    assert.equal(await read(kinetic), 200);
    assert.deepEqual(grants(here), ["password"]);
    assert.equal(here.asked[0]?.get("scope"), "openid email epicor_erp");
  });

  it("renews by refresh tokens, each used once, and what it was let in with stays good", async () => {
    const here = site();
    await using kinetic = here.open(userOf(here));
    for (let hour = 0; hour < 4; hour += 1) {
      assert.equal(await read(kinetic), 200);
      here.emulator.clock.advance({ ms: 3_600_000 });
    }
    assert.deepEqual(grants(here), ["password", "refresh_token", "refresh_token", "refresh_token"]);
    const used = here.asked.map((form) => form.get("refresh_token")).filter((token) => token !== null);
    assert.equal(new Set(used).size, used.length);
  });

  it("another process goes on with the refresh token in the store", async () => {
    const here = site();
    const store = createMemoryTokenStore();
    for (let process = 0; process < 3; process += 1) {
      await using kinetic = here.open(userOf(here), store);
      assert.equal(await read(kinetic), 200);
      here.emulator.clock.advance({ ms: 3_600_000 });
    }
    assert.deepEqual(grants(here), ["password", "refresh_token", "refresh_token"]);
  });

  it("asks with the password where somebody else used the refresh token, and does not send that one again", async () => {
    const here = site();
    const store = createMemoryTokenStore();
    const keep: { token?: string } = {};
    const watched: TokenStore = {
      ...store,
      write: (key, token) => {
        keep.token ??= token.refreshToken ?? "";
        return store.write(key, token);
      },
    };
    await using kinetic = here.open(userOf(here), watched);
    await kinetic.token();
    const { client, url } = here.emulator.epicorIdp;
    const stolen = {
      grant_type: "refresh_token",
      client_id: client.clientId,
      client_secret: client.secret ?? "",
      refresh_token: keep.token ?? "",
    };
    const body = new URLSearchParams(stolen);
    assert.equal(
      (await here.emulator.epicorIdp.fetch(new Request(`${url}/connect/token`, { method: "POST", body }))).status,
      200,
    );
    here.emulator.clock.advance({ ms: 3_600_000 });
    assert.equal(await read(kinetic), 200);
    here.emulator.clock.advance({ ms: 3_600_000 });
    assert.equal(await read(kinetic), 200);
    assert.deepEqual(grants(here), ["password", "refresh_token", "password", "refresh_token"]);
    assert.equal(here.asked.filter((form) => form.get("refresh_token") === keep.token).length, 1);
  });

  it("a wrong password is refused by name, and shown nowhere", async () => {
    const here = site();
    const password = `${userOf(here).password}-not`;
    await using kinetic = here.open({ ...userOf(here), password });
    const error: unknown = await kinetic.token().catch((thrown: unknown) => thrown);
    assert.equal((error as { code?: unknown }).code, "TOKEN_GRANT_REFUSED");
    assert.equal(inspect(error, { depth: 9 }).includes(password), false);
  });

  it("an application's own token is renewed by its secret", async () => {
    const here = site();
    await using kinetic = here.open({});
    await kinetic.token();
    here.emulator.clock.advance({ ms: 3_600_000 });
    await kinetic.token();
    assert.deepEqual(grants(here), ["client_credentials", "client_credentials"]);
    assert.equal(await read(kinetic), 200);
  });
});
