import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { launch } from "puppeteer-core";
import type { Browser, Page } from "puppeteer-core";

const program = (process.env["PATH"] ?? "")
  .split(delimiter)
  .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))
  .find((file) => existsSync(file));

/** Why a test is skipped that needs a real browser, or false. */
export const withoutChromium: string | false = program === undefined && "the program chromium is not installed";

/** How long a page and the browser's own start may take on a slow machine. */
const PATIENCE_MS = 120_000;

/** A real browser without a window. Each page is a person's of its own: none has another's cookies. */
export async function openChromium(): Promise<AsyncDisposable & { page(): Promise<Page> }> {
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];
  const browser: Browser = await launch({ executablePath: program ?? "", args, timeout: PATIENCE_MS });
  return {
    page: async () => {
      const page = await (await browser.createBrowserContext()).newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      return page;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** Signs in at oidc-provider's own pages: name, any password, consent. Ends at whatever page comes after. */
export async function signInAsPerson(page: Page, url: string, login: string): Promise<void> {
  await page.goto(url);
  await page.type(`input[name="login"]`, login);
  await page.type(`input[name="password"]`, "any");
  await Promise.all([page.waitForNavigation(), page.click(`button[type="submit"]`)]);
  await Promise.all([page.waitForNavigation(), page.click(`button[type="submit"]`)]);
}
