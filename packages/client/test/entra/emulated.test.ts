import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import type { Emulator } from "@erpgate/emulator";
import {
  beginSignIn,
  createOnBehalfOf,
  finishSignIn,
  getOAuthAccessToken,
  getOAuthAuthorizationUrl,
  refreshOAuthAccessToken,
} from "../../src/entra/index.ts";
import type { EntraApp, EntraAuth } from "../../src/entra/index.ts";
import { connect, ErpgateError } from "../../src/index.ts";

const USER = "clerk@example.com";

/** An application of the emulator's directory, asking for Kinetic. */
function appOf({ entra }: Emulator, name: string, resource = "kinetic"): EntraApp & { readonly clientId: string } {
  const { clientId, secret } = entra.app(name);
  const scope = entra.app(resource).scope ?? "";
  return {
    clientId,
    tenant: entra.tenant.id,
    authority: entra.url,
    scopes: [scope],
    ...(secret !== undefined && { clientSecret: secret }),
  };
}

async function read({ kinetic }: Emulator, auth: EntraAuth): Promise<number> {
  const { url, company, apiKey } = kinetic;
  await using connection = connect({ system: "kinetic", url, company, apiKey, auth });
  const { value } = await connection.get<{ value: unknown[] }>("Erp.BO.CustomerSvc/Customers?$top=2");
  return value.length;
}

/** The person's part of a login, without a browser: the answer is posted to the loopback as a form. */
function person({ entra }: Emulator): (url: string) => Promise<void> {
  return async (url) => {
    const { redirectUri, parameters } = entra.signIn(url, USER);
    await fetch(redirectUri, { method: "POST", body: new URLSearchParams(parameters) });
  };
}

describe("each flow ends in a Kinetic read", () => {
  it("a user at this computer's browser, whose refresh token serves from then on", async () => {
    await using erp = await startEmulator();
    const auth = {
      kind: "entra",
      flow: "authorization-code",
      ...appOf(erp, "desktop"),
      openBrowser: person(erp),
    } as const;
    assert.equal(await read(erp, auth), 2);
  });

  it("a user at another device", async () => {
    await using erp = await startEmulator();
    const onCode = ({ userCode }: { userCode: string }): void => erp.entra.approveDevice(userCode, USER);
    const auth = { kind: "entra", flow: "device-code", ...appOf(erp, "desktop"), onCode } as const;
    const { url, company, apiKey } = erp.kinetic;
    // The emulator's clock is its own; what is waited for here is nothing.
    await using connection = connect(
      { system: "kinetic", url, company, apiKey, auth },
      { sleep: () => Promise.resolve() },
    );
    const { value } = await connection.get<{ value: unknown[] }>("Erp.BO.CustomerSvc/Customers?$top=2");
    assert.equal(value.length, 2);
  });

  it("a user of a web application, and on that user's behalf", async () => {
    await using erp = await startEmulator();
    const portal = appOf(erp, "portal", "portal");
    const begun = await beginSignIn(portal, { redirectUri: "http://localhost/signin" });
    const { parameters } = erp.entra.signIn(begun.url, USER);
    const tokens = await finishSignIn(portal, begun.pendingLogin, new URLSearchParams(parameters));
    assert.equal(tokens.account?.username, USER);
    const forKinetic = appOf(erp, "portal");
    const auth = { kind: "entra", flow: "on-behalf-of", ...forKinetic, assertion: tokens.token } as const;
    assert.equal(await read(erp, auth), 2);

    using users = createOnBehalfOf(forKinetic);
    const asked = await Promise.all(Array.from({ length: 50 }, () => users.token(tokens.token)));
    assert.equal(new Set(asked.map(({ token }) => token)).size, 1, "one exchange for all who ask");
  });

  it("the drivers' three procedures", async () => {
    await using erp = await startEmulator();
    const app = appOf(erp, "integration");
    const { url, pendingLogin } = await getOAuthAuthorizationUrl(app);
    const { code = "", state = "" } = erp.entra.signIn(url, USER).parameters;
    const first = await getOAuthAccessToken(app, { authMode: "WEB", verifier: code, state, pendingLogin });
    const next = await refreshOAuthAccessToken(app, { oauthRefreshToken: first.oauthRefreshToken });
    assert.notEqual(next.oauthAccessToken, first.oauthAccessToken);
    assert.ok(Number(next.expiresIn) > 3000);
    const auth = { kind: "entra", flow: "refresh-token", ...app, refreshToken: next.oauthRefreshToken } as const;
    assert.equal(await read(erp, auth), 2);
    await assert.rejects(getOAuthAccessToken(app, { authMode: "WEB", verifier: "x", state: "other", pendingLogin }), {
      code: "TOKEN_SIGN_IN_FORGED",
    });
  });

  for (const how of ["secret", "certificate"] as const) {
    it(`an application by ${how}: refused by default, let in where the site maps it to a user`, async () => {
      const refusing = await startEmulator();
      const apps = { integration: refusing.kinetic.user.username };
      const auth = (erp: Emulator): EntraAuth => {
        const { clientSecret, ...app } = appOf(erp, "integration");
        const { certificate, privateKey } = erp.entra.certificate();
        const proof =
          how === "secret"
            ? { ...(clientSecret !== undefined && { clientSecret }) }
            : { certificate: { type: "PEMKEY_BLOB", value: privateKey + certificate } as const };
        return { kind: "entra", flow: "client-credentials", ...app, ...proof };
      };
      await assert.rejects(read(refusing, auth(refusing)), { code: "KINETIC_TOKEN_REFUSED" });
      await refusing[Symbol.asyncDispose]();
      await using mapping = await startEmulator({
        kinetic: { azureAd: { apps }, switches: { entraAppOnly: "accept" } },
      });
      assert.equal(await read(mapping, auth(mapping)), 2);
    });
  }
});

describe("what goes wrong is named", () => {
  it("a token for another audience", async () => {
    await using erp = await startEmulator();
    const { scopes: _kinetic, ...app } = appOf(erp, "portal", "portal");
    const begun = await beginSignIn({ ...app, resource: app.clientId }, { redirectUri: "http://localhost/signin" });
    const { parameters } = erp.entra.signIn(begun.url, USER);
    const { token } = await finishSignIn(
      { ...app, resource: app.clientId },
      begun.pendingLogin,
      new URLSearchParams(parameters),
    );
    const { url, company, apiKey } = erp.kinetic;
    await using kinetic = connect({ system: "kinetic", url, company, apiKey, auth: { kind: "bearer", token } });
    await assert.rejects(kinetic.get("Erp.BO.CustomerSvc/Customers"), { code: "KINETIC_TOKEN_REFUSED" });
  });

  it("a wrong secret, with the hint of its number and without the secret", async () => {
    await using erp = await startEmulator();
    const auth = {
      kind: "entra",
      flow: "client-credentials",
      ...appOf(erp, "integration"),
      clientSecret: "wrong~secret",
    } as const;
    await assert.rejects(read(erp, auth), (error) => {
      assert.ok(ErpgateError.is(error));
      assert.equal(error.code, "TOKEN_CLIENT_REFUSED");
      assert.equal(error.finding, "entra/secret-invalid");
      assert.match(error.message, /its Value/);
      assert.ok(!error.message.includes("wrong~secret"));
      return true;
    });
  });
});
