import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { createEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { getOAuthAuthorizationUrl } from "../../../src/entra/index.ts";
import { createFileTokenStore } from "../../../src/node/index.ts";
import { connect, ErpgateError } from "../../../src/index.ts";
import type { KineticConnection } from "../../../src/index.ts";
import { printPairs } from "../../../src/connection-string/print-pairs.ts";

const folder = mkdtempSync(join(tmpdir(), "erpgate-headless-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const SCOPE = "api://epicor-kinetic/.default";
const PATH = "Erp.BO.CustomerSvc/Customers?$top=1";

function newKeyFile(): string {
  const file = join(folder, "store.key");
  writeFileSync(file, `${Buffer.alloc(32, 7).toString("base64")}\n`, { mode: 0o600 });
  return file;
}

/** Kinetic and Entra ID in one process, and the machines of this story: each has a folder of its own. */
function world() {
  const erp = createEmulator({ kinetic: {}, entra: {} });
  const asked: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const isEntra = request.url.startsWith(erp.entra.url);
    if (isEntra) asked.push(new URLSearchParams(await request.clone().text()).get("grant_type") ?? request.url);
    return isEntra ? erp.entra.fetch(request) : erp.kinetic.fetch(request);
  };
  const { clientId } = erp.entra.app("desktop");
  const app = { tenant: erp.entra.tenant.id, authority: erp.entra.url, clientId, scopes: [SCOPE] };
  const home = (name: string): string => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name, "OAuthSettings.txt");
  };
  const connectWith = (more: Readonly<Record<string, string>>, env: Record<string, string> = {}): KineticConnection => {
    const properties = {
      Url: erp.kinetic.url,
      AuthScheme: "AzureADOpenID",
      AzureTenant: app.tenant,
      OAuthAuthority: app.authority,
      OAuthClientId: clientId,
      Scope: SCOPE,
      InitiateOAuth: "REFRESH",
      AllowInsecureHttp: "true",
      ...more,
    };
    const text = printPairs(Object.entries(properties).map(([key, value]) => ({ key, value })));
    return connect(text, { fetch, env, now: () => erp.clock.now() });
  };
  /** Somebody signs in at the address, on a machine with a browser, and copies the code. */
  const codeAt = (url: string): string => {
    const { parameters } = erp.entra.signIn(url);
    return new URLSearchParams(parameters).get("code") ?? assert.fail("no code came");
  };
  return { erp, app, asked, home, connectWith, codeAt };
}

describe("the headless recipes of the drivers' document, on two homes", () => {
  for (const pkce of [true, false]) {
    it(`a verifier code, ${pkce ? "with" : "without"} PKCE; then the settings file alone; then its plain copy`, async () => {
      const { erp, app, asked, home, connectWith, codeAt } = world();
      const here = home(`first-${pkce}`);
      const seal = { OAuthSettingsLocation: here, OAuthSettingsPassphrase: seeded("settings passphrase") };
      const { url, pendingLogin } = await getOAuthAuthorizationUrl(app, { pkce });
      const verifier = { OAuthVerifier: codeAt(url), ...(pkce && { OAuthPendingLogin: pendingLogin }) };
      {
        await using kinetic = connectWith({ ...seal, ...verifier });
        await kinetic.get(PATH);
      }
      assert.deepEqual(asked.splice(0), ["authorization_code"]);
      {
        await using kinetic = connectWith(seal);
        await kinetic.get(PATH);
        assert.deepEqual(asked, [], "the token of the file is still good");
      }
      const there = home(`second-${pkce}`);
      copyFileSync(here, there);
      erp.clock.advance({ hours: 2 });
      await using kinetic = connectWith({ ...seal, OAuthSettingsLocation: there });
      await kinetic.get(PATH);
      assert.deepEqual(asked, ["refresh_token"]);
      assert.ok(!readFileSync(there).includes("sEEd"));
    });
  }

  it("a verifier code alone, where the pending login is kept in the settings file", async () => {
    const { app, asked, home, connectWith, codeAt } = world();
    const [here, elsewhere] = [home("kept-first"), home("kept-second")];
    const keyFile = newKeyFile();
    const open = (file: string) => createFileTokenStore({ file, key: { kind: "key-file", file: keyFile } });
    const { url } = await getOAuthAuthorizationUrl(app, { settings: open(here) });
    copyFileSync(here, elsewhere);
    const code = codeAt(url);
    const seal = { OAuthSettingsLocation: elsewhere, OAuthSettingsKeyFile: keyFile };
    {
      await using kinetic = connectWith({ ...seal, OAuthVerifier: code });
      await kinetic.get(PATH);
    }
    assert.deepEqual(asked, ["authorization_code"]);
    assert.equal(await open(elsewhere).readNote("pending-login"), undefined);
    await using kinetic = connectWith(seal);
    await kinetic.get(PATH);
    assert.deepEqual(asked, ["authorization_code"]);
  });

  it("a verifier code whose pending login is nowhere: the refusal says that another login is meant", async () => {
    const { app, home, connectWith, codeAt } = world();
    const { url } = await getOAuthAuthorizationUrl(app);
    const seal = { OAuthSettingsLocation: home("lost"), OAuthSettingsKeyFile: newKeyFile() };
    await using kinetic = connectWith({ ...seal, OAuthVerifier: codeAt(url) });
    await assert.rejects(kinetic.get(PATH), (error) => ErpgateError.is(error) && /501481|verifier/.test(error.message));
  });

  it("with a key file, which is copied too; without it the file stays as it is and the call says why it fails", async () => {
    const { app, asked, home, connectWith, codeAt } = world();
    const [here, there] = [home("key-first"), home("key-second")];
    const keyFile = newKeyFile();
    const { url, pendingLogin } = await getOAuthAuthorizationUrl(app);
    const once = { OAuthVerifier: codeAt(url), OAuthPendingLogin: pendingLogin };
    {
      await using kinetic = connectWith({ OAuthSettingsLocation: here, OAuthSettingsKeyFile: keyFile, ...once });
      await kinetic.get(PATH);
    }
    copyFileSync(here, there);
    const before = readFileSync(there);
    asked.splice(0);
    {
      await using kinetic = connectWith({ OAuthSettingsLocation: there, OAuthSettingsPassphrase: seeded("wrong") });
      await assert.rejects(kinetic.get(PATH));
      assert.ok(readFileSync(there).equals(before));
    }
    await using kinetic = connectWith({ OAuthSettingsLocation: there, OAuthSettingsKeyFile: keyFile });
    await kinetic.get(PATH);
    assert.deepEqual(asked, []);
  });

  const spoiled: readonly [string, string, (bytes: Buffer) => Buffer, string, RegExp][] = [
    ["another passphrase", "settings", (bytes) => bytes, "STORE_KEY_WRONG", /passphrase/],
    ["a changed byte", "", (bytes) => bytes.fill(bytes[80] === 0 ? 1 : 0, 80, 81), "STORE_DAMAGED", /tampered/],
    ["an older format", "", (bytes) => bytes.fill(0, 4, 5), "STORE_VERSION_UNSUPPORTED", /an older erpgate/],
  ];
  for (const [name, other, spoil, code, says] of spoiled) {
    it(`a settings file with ${name}: the call fails with the store's own sentence, and the file stays as it is`, async () => {
      const { app, asked, home, connectWith, codeAt } = world();
      const here = home(`spoiled-${code}`);
      const sealedBy = (passphrase: string): Record<string, string> =>
        other === "" ? { OAuthSettingsKeyFile: newKeyFile() } : { OAuthSettingsPassphrase: passphrase };
      const seal = { OAuthSettingsLocation: here, ...sealedBy(seeded("settings passphrase")) };
      const { url } = await getOAuthAuthorizationUrl(app, { pkce: false });
      {
        await using kinetic = connectWith({ ...seal, OAuthVerifier: codeAt(url) });
        await kinetic.get(PATH);
      }
      writeFileSync(here, spoil(readFileSync(here)));
      const before = readFileSync(here);
      asked.splice(0);
      await using kinetic = connectWith({ ...seal, ...sealedBy(seeded("another passphrase")) });
      await assert.rejects(kinetic.get(PATH), (error: unknown) => {
        assert.ok(ErpgateError.is(error));
        assert.equal(error.code, code);
        assert.match(error.message, says);
        assert.ok(error.message.includes(here), "the file is not named");
        return true;
      });
      assert.deepEqual(asked, []);
      assert.ok(readFileSync(here).equals(before));
    });
  }
});
