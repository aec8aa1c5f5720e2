import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, test } from "node:test";
import { startEmulator, type RunningEmulator } from "@erpgate/emulator";
import { launch } from "puppeteer-core";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { erpgate, finished, startErpgate, temporaryFolder } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
const skip = CHROMIUM === undefined || process.platform === "win32";
const apiKey = seeded("entra-login-api-key");

/** A home with a configuration that leads to the emulated Kinetic by Entra, and with a "browser" that only notes the address. */
function homeFor(emulator: RunningEmulator, path: string) {
  const config = join(path, "erpgate.yaml");
  writeFileSync(
    config,
    `connections:
  kinetic:
    system: kinetic
    url: ${emulator.kinetic.url}
    company: ${emulator.kinetic.company}
    apiKey: \${env:API_KEY}
    auth:
      kind: entra
      flow: authorization-code
      authority: ${emulator.entra.url}
      tenant: ${emulator.entra.tenant.id}
      clientId: ${emulator.entra.app("desktop").clientId}
      resource: api://epicor-kinetic
`,
  );
  mkdirSync(join(path, "bin"));
  const opener = join(path, "bin", process.platform === "darwin" ? "open" : "xdg-open");
  writeFileSync(
    opener,
    `#!/bin/sh\nprintf %s "$1" > '${join(path, "address")}.new'\nmv '${join(path, "address")}.new' '${join(path, "address")}'\n`,
  );
  chmodSync(opener, 0o755);
  const PATH = `${join(path, "bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  return { config, env: { HOME: path, XDG_STATE_HOME: "", XDG_CONFIG_HOME: "", API_KEY: apiKey, PATH } };
}

/** The address that the login wants to be opened, once it is there. */
async function addressIn(folder: string): Promise<string> {
  const file = join(folder, "address");
  const watcher = watch(folder);
  while (!existsSync(file)) await once(watcher, "change");
  watcher.close();
  return readFileSync(file, "utf8");
}

const read = ["request", "kinetic", "Erp.BO.CustomerSvc/Customers?$top=1"];

// Side by side: the device flow waits for its interval.
describe("a login through Entra ID", { concurrency: true }, () => {
  test(
    `login opens a real browser, and from then on nobody is asked${skip ? " (skipped: chromium is not installed)" : ""}`,
    { skip },
    async () => {
      using folder = temporaryFolder();
      await using emulator = await startEmulator({ kinetic: { apiKey } });
      const { config, env } = homeFor(emulator, folder.path);
      const options = { env };

      const before = await erpgateHere([...read, "--config", config], options);
      assert.notEqual(before.code, 0);
      assert.match(before.stderr, /TOKEN_SIGN_IN_REQUIRED(?:.*\n)*.*erpgate login CONNECTION/);

      const login = startErpgate(["login", "kinetic", "--config", config], options);
      const ended = finished(login);
      await using browser = await launch({
        executablePath: CHROMIUM ?? "",
        args: ["--no-sandbox", "--disable-gpu"],
        timeout: 120_000,
      });
      const page = await browser.newPage();
      page.setDefaultTimeout(120_000);
      await page.goto(await addressIn(folder.path));
      const { username, password } = emulator.entra.user;
      await page.type("input[name=loginfmt]", username);
      await page.type("input[name=passwd]", password);
      await Promise.all([page.waitForNavigation(), page.click("#sign-in")]);
      const { code, stdout, stderr } = await ended;
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^signed in to kinetic until /);

      const after = await erpgate([...read, "--config", config], options);
      assert.equal(after.code, 0, after.stderr);
      const status = await erpgate(["status", "--config", config], options);
      assert.match(status.stdout, /token +in the token store since .*, with a refresh token/);
    },
  );

  test("login --device shows the code and waits until it was typed in elsewhere", async () => {
    using folder = temporaryFolder();
    await using emulator = await startEmulator({ kinetic: { apiKey } });
    const { config, env } = homeFor(emulator, folder.path);
    const login = startErpgate(["login", "kinetic", "--device", "--config", config], { env });
    const ended = finished(login);
    let said = "";
    const code = await new Promise<string>((resolve) => {
      login.stderr?.on("data", (text: string) => {
        said += text;
        const found = /code ([A-Z0-9-]{6,})/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    emulator.entra.approveDevice(code);
    const done = await ended;
    assert.equal(done.code, 0, done.stderr);
    const after = await erpgate([...read, "--config", config], { env });
    assert.equal(after.code, 0, after.stderr);
  });
});
