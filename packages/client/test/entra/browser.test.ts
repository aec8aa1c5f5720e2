import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import {
  beginSignIn,
  finishSignIn,
  refreshTokens,
  signInWithBrowser,
  signInWithDeviceCode,
} from "../../src/entra/index.ts";
import type { EntraDeviceCode } from "../../src/entra/index.ts";
import { connect, createMemoryTokenStore } from "../../src/index.ts";
import { startErpServer } from "../erp-server.ts";
import { openChromium, signInAsPerson, withoutChromium } from "./chromium.ts";
import { SCOPE, startOidcServer, TENANT } from "./oidc-server.ts";

const desktop = {
  client_id: "desktop",
  application_type: "native",
  token_endpoint_auth_method: "none",
  grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
  redirect_uris: ["http://localhost", "http://localhost/Callback"],
  scope: `openid profile offline_access ${SCOPE}`,
} as const;
const everyone = { issueRefreshToken: () => true };
const ask = { clientId: "desktop", tenant: TENANT, resource: "api://kinetic" };

describe("a person in a real browser, at a certified server", { skip: withoutChromium }, () => {
  let chromium: Awaited<ReturnType<typeof openChromium>>;
  before(async () => {
    chromium = await openChromium();
  });
  after(() => chromium[Symbol.asyncDispose]());

  it("signs in for a program on the same computer, the answer as a form; then the refresh token rotates", async () => {
    await using server = await startOidcServer([{ ...desktop }], everyone);
    const page = await chromium.page();
    const app = { ...ask, authority: server.authority };
    const openBrowser = (url: string): Promise<void> => signInAsPerson(page, url, "jane");
    const tokens = await signInWithBrowser({
      ...app,
      redirectUri: "http://localhost/Callback",
      openBrowser,
    });
    assert.match(tokens.token, /^[\w-]{20,}/);
    // The tokens are here as soon as the code was redeemed; the page may still be on its way.
    await page.waitForFunction(`document.body?.textContent.includes("You are signed in")`);
    assert.equal(tokens.account?.username, "jane@example.com");
    assert.ok(!page.url().includes("code="), "no code in the browser's history");

    const first = tokens.refreshToken ?? "";
    const second = await refreshTokens(app, first);
    assert.notEqual(second.refreshToken, first);
    assert.notEqual(second.token, tokens.token);
    await assert.rejects(refreshTokens(app, first), { code: "TOKEN_SIGN_IN_REQUIRED" });
  });

  it("signs in on another device", async () => {
    await using server = await startOidcServer([{ ...desktop }], everyone);
    const page = await chromium.page();
    const entered = Promise.withResolvers<void>();
    let asked = 0;
    // Asked once too early, and then when the code has been entered.
    const sleep = (): Promise<void> => (asked++ === 0 ? Promise.resolve() : entered.promise);
    const enter = ({ verificationUri, userCode, message }: EntraDeviceCode): void => {
      assert.ok(message.includes(userCode));
      // A person who fails ends the test.
      enterCode(page, verificationUri, userCode).then(() => entered.resolve(), entered.reject);
    };
    const app = { ...ask, authority: server.authority };
    const tokens = await signInWithDeviceCode(app, enter, { runtime: { sleep } });
    assert.match(tokens.token, /^[\w-]{20,}/);
    assert.equal(tokens.account?.username, "jane@example.com");
  });

  it("signs in at a web application, whose secret redeems the code", async () => {
    const secret = seeded("web-secret");
    await using site = await startErpServer((_seen, response) => response.end("back"));
    const redirectUri = `${site.url}/signed-in`;
    const web = {
      ...desktop,
      client_id: "web",
      client_secret: secret,
      token_endpoint_auth_method: "client_secret_post",
    } as const;
    await using server = await startOidcServer([{ ...web, redirect_uris: [redirectUri] }], everyone);
    const app = { ...ask, clientId: "web", clientSecret: secret, authority: server.authority };
    const { url, pendingLogin, state } = await beginSignIn(app, { redirectUri, responseMode: "query" });
    await signInAsPerson(await chromium.page(), url, "jane");
    const back = site.seen.find((seen) => seen.url.startsWith("/signed-in?"));
    const parameters = new URL(back?.url ?? "", site.url).searchParams;
    assert.equal(parameters.get("state"), state);
    assert.equal((await finishSignIn(app, pendingLogin, parameters)).account?.username, "jane@example.com");
    const forged = new URLSearchParams({ code: "x", state: "y" });
    await assert.rejects(finishSignIn(app, pendingLogin, forged), { code: "TOKEN_SIGN_IN_FORGED" });
  });

  it("signs in once for a connection; from then on the store's refresh token will do, also for another program", async () => {
    await using server = await startOidcServer([{ ...desktop }], everyone);
    const page = await chromium.page();
    let opened = 0;
    const openBrowser = (url: string): Promise<void> => {
      opened += 1;
      return signInAsPerson(page, url, "jane");
    };
    const tokenStore = createMemoryTokenStore();
    const to = { system: "kinetic", url: "http://127.0.0.1:9/ERP", company: "EPIC06", tokenStore } as const;
    const app = { kind: "entra", ...ask, authority: server.authority } as const;
    const tokens: string[] = [];
    {
      await using kinetic = connect({ ...to, auth: { ...app, flow: "authorization-code", openBrowser } });
      tokens.push((await kinetic.token())?.token ?? "");
      kinetic.refused(await kinetic.headers());
      tokens.push((await kinetic.token())?.token ?? "");
    }
    await using other = connect({ ...to, auth: { ...app, flow: "refresh-token" } });
    tokens.push((await other.token())?.token ?? "");
    other.refused(await other.headers());
    tokens.push((await other.token())?.token ?? "");
    assert.equal(new Set(tokens).size, 3, "the other program found the second token in the store");
    assert.equal(opened, 1);
  });
});

async function enterCode(page: Page, uri: string, userCode: string): Promise<void> {
  await page.goto(uri);
  await page.type(`input[name="user_code"]`, userCode);
  await Promise.all([page.waitForNavigation(), page.click(`button[type="submit"]`)]);
  await Promise.all([page.waitForNavigation(), page.click(`button[type="submit"]`)]);
  await signInAsPerson(page, page.url(), "jane");
}
