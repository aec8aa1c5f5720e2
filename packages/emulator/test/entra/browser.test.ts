import assert from "node:assert/strict";
import { PublicClientApplication } from "@azure/msal-node";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { after, test } from "node:test";
import { connect } from "node:tls";
import { launch, type Browser, type Page } from "puppeteer-core";
import { startEmulator, type RunningEmulator } from "../../src/index.ts";
import { claimsOf } from "../fixture.ts";
import { msalConfiguration } from "./msal-client.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
const skip = CHROMIUM === undefined;
const unless = skip ? " (skipped: chromium is not installed)" : "";
const KINETIC = ["api://epicor-kinetic/.default"];
const CLERK = "clerk@example.com";

/** How long a page and the browser's own start may take on a slow machine. */
const PATIENCE_MS = 120_000;

let browser: Browser | undefined;
after(async () => await browser?.close());

/**
 * A page of its own in a browser that trusts the emulator's certificate, and no other it would not trust anyway. One
 * browser will do: the same seed gives the same key.
 */
async function open(emulator: RunningEmulator): Promise<Page> {
  browser ??= await launch({
    executablePath: CHROMIUM ?? "",
    timeout: PATIENCE_MS,
    args: ["--no-sandbox", "--disable-gpu", `--ignore-certificate-errors-spki-list=${await keyDigest(emulator)}`],
  });
  const page = await (await browser.createBrowserContext()).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

async function keyDigest(emulator: RunningEmulator): Promise<string> {
  const { hostname, port } = new URL(emulator.entra.url);
  const socket = connect({ host: hostname, port: Number(port), ca: emulator.tls?.ca });
  await once(socket, "secureConnect");
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: "spki", format: "der" }) ?? Buffer.of();
  socket.destroy();
  return createHash("sha256").update(key).digest("base64");
}

async function typeAndGo(page: Page, values: Readonly<Record<string, string>>, button: string): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await page.waitForSelector(`input[name=${name}]`);
    await page.$eval(`input[name=${name}]`, (input) => void (input.value = ""));
    await page.type(`input[name=${name}]`, value);
  }
  await Promise.all([page.waitForNavigation(), page.click(button)]);
}

function passwordOf({ entra }: RunningEmulator): string {
  return entra.users.find(({ username }) => username === CLERK)?.password ?? "";
}

test(
  `a person signs in for msal-node: a wrong password, a second factor, consent, and back by form_post${unless}`,
  { skip },
  async () => {
    const app = { name: "new", redirectUris: { desktop: ["http://localhost"] }, publicClientFlows: true };
    await using emulator = await startEmulator({
      tls: true,
      entra: {
        apps: [{ ...app, permissions: [{ app: "kinetic", scopes: ["user_impersonation"] }], adminConsent: false }],
        policies: [{ users: [CLERK], requires: "mfa" }],
      },
    });
    const page = await open(emulator);
    const client = new PublicClientApplication(
      msalConfiguration(emulator, { clientId: emulator.entra.app("new").clientId }),
    );
    const answer = await client.acquireTokenInteractive({
      scopes: KINETIC,
      openBrowser: async (url) => {
        await page.goto(url);
        await typeAndGo(page, { loginfmt: CLERK, passwd: "wrong" }, "#sign-in");
        assert.match(await page.$eval("[role=alert]", ({ textContent }) => textContent ?? ""), /AADSTS50126/);
        await typeAndGo(page, { passwd: passwordOf(emulator) }, "#sign-in");
        const number = await page.$eval("#number", ({ textContent }) => textContent ?? "");
        await typeAndGo(page, { mfa: number }, "#verify");
        await Promise.all([page.waitForNavigation(), page.click("#accept")]);
      },
    });
    const claims = claimsOf(answer.accessToken);
    assert.deepEqual([claims["upn"], claims["amr"]], [CLERK, ["pwd", "mfa"]]);
  },
);

test(`a person enters a device code: a wrong one, the right one, sign-in, and goes on${unless}`, { skip }, async () => {
  await using emulator = await startEmulator({ tls: true, entra: { deviceIntervalSeconds: 1 } });
  const page = await open(emulator);
  const client = new PublicClientApplication(
    msalConfiguration(emulator, { clientId: emulator.entra.app("desktop").clientId }),
  );
  let inBrowser: Promise<void> | undefined;
  const visit = async (address: string, userCode: string): Promise<void> => {
    await page.goto(address);
    await typeAndGo(page, { otc: "WRONG1234" }, "#next");
    assert.match(await page.$eval("[role=alert]", ({ textContent }) => textContent ?? ""), /didn't work/);
    await typeAndGo(page, { otc: userCode }, "#next");
    await typeAndGo(page, { loginfmt: CLERK, passwd: passwordOf(emulator) }, "#sign-in");
    await Promise.all([page.waitForNavigation(), page.click("#continue")]);
    assert.match(await page.$eval("#done", ({ textContent }) => textContent ?? ""), /You have signed in/);
  };
  const answer = await client.acquireTokenByDeviceCode({
    scopes: KINETIC,
    deviceCodeCallback: ({ verificationUri, userCode }) => void (inBrowser = visit(verificationUri, userCode)),
  });
  await inBrowser;
  assert.equal(claimsOf(answer?.accessToken)["upn"], CLERK);
});

test(
  `who is signed in already is not asked again, and prompt=none says so where nobody is${unless}`,
  { skip },
  async () => {
    await using emulator = await startEmulator({ tls: true });
    const page = await open(emulator);
    const query = (prompt: string): string =>
      new URLSearchParams({
        client_id: emulator.entra.app("desktop").clientId,
        response_type: "code",
        redirect_uri: "http://localhost:9/",
        scope: `openid ${KINETIC[0] ?? ""}`,
        prompt,
      }).toString();
    const address = (prompt: string): string => `${emulator.entra.authority}/oauth2/v2.0/authorize?${query(prompt)}`;
    // Nobody listens there: the address the browser was sent to is all that matters
    const sentTo = async (act: () => Promise<unknown>): Promise<URL> => {
      const request = page.waitForRequest((each) => each.url().startsWith("http://localhost:9/"));
      await act().catch(() => undefined);
      return new URL((await request).url());
    };
    const without = await sentTo(() => page.goto(address("none")));
    assert.equal(without.searchParams.get("error"), "login_required");
    await page.goto(address("select_account"));
    await page.type("input[name=loginfmt]", CLERK);
    await page.type("input[name=passwd]", passwordOf(emulator));
    assert.ok(
      (await sentTo(() => Promise.all([page.waitForNavigation(), page.click("#sign-in")]))).searchParams.has("code"),
    );
    assert.ok((await sentTo(() => page.goto(address("none")))).searchParams.has("code"));
  },
);
