import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { beginSignIn, type EntraApp, finishSignIn } from "@erpgate/client/entra";
import { type RunningEmulator, startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import type { GatewayOptions } from "../../src/index.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

const WHO = "/kinetic/api/v1/Ice.BO.UserFileSvc/GetUserFile";
const SCOPE = "/EPIC06/Ice.BO.UserFileSvc:write;/EPIC06/Erp.BO.CustomerSvc";

let erp: RunningEmulator;
let echo: EchoUpstream;
let running: TestGateway;
let key: string;

/** The gateway's own registration in the directory: the audience of its callers' tokens, and what exchanges them. */
function gatewayApp(): EntraApp & { readonly clientId: string } {
  const { clientId, secret = "" } = erp.entra.app("portal");
  return { clientId, clientSecret: secret, tenant: erp.entra.tenant.id, authority: erp.entra.url };
}

function connection(): GatewayOptions["connections"][string] {
  const { url, company, apiKey } = erp.kinetic;
  const auth = {
    kind: "entra",
    flow: "on-behalf-of",
    ...gatewayApp(),
    scopes: [erp.entra.app("kinetic").scope ?? ""],
  } as const;
  return { system: "kinetic", url, company, apiKey, auth };
}

/** A user's access token for the gateway, as an application gets it that signs users in. */
async function signIn(user: string): Promise<string> {
  const app = { ...gatewayApp(), scopes: [erp.entra.app("portal").scope ?? ""] };
  const begun = await beginSignIn(app, { redirectUri: "http://localhost/signin" });
  const { parameters } = erp.entra.signIn(begun.url, `${user}@example.com`);
  return (await finishSignIn(app, begun.pendingLogin, new URLSearchParams(parameters))).token;
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const ask = (path: string, headers: Record<string, string>, body?: string): Promise<Response> =>
  fetch(running.url + path, { headers, ...(body === undefined ? {} : { method: "POST", body }) });

async function whoAmI(token: string): Promise<string> {
  const answer = await ask(WHO, { ...bearer(token), "content-type": "application/json" }, "{}");
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  const { returnObj } = JSON.parse(text) as { returnObj: { UserFile: { UserID: string }[] } };
  return returnObj.UserFile[0]?.UserID ?? "";
}

async function refusal(answer: Response): Promise<unknown[]> {
  const { reason, finding } = (await answer.json()) as { readonly reason: string; readonly finding?: string };
  return [answer.status, reason, finding];
}

const exchanges = (): number =>
  erp.journal.filter(({ system, path }) => system === "entra" && path.includes("/token")).length;

describe("calls on behalf of the Entra user who makes them", () => {
  before(async () => {
    echo = await startEchoUpstream();
    erp = await startEmulator({
      kinetic: { switches: { batch: "multipart" } },
      entra: {
        policies: [{ requires: "mfa", apps: ["kinetic"], users: ["lapsed@example.com"] }],
        users: [{ username: "lapsed@example.com", password: seeded("entra-password") }],
      },
    });
    running = await startTestGateway(
      { kinetic: connection(), echo: { ...connection(), url: `${echo.url}/ERP` } },
      {
        issuers: [
          {
            issuer: erp.entra.issuers.v2.replace(erp.entra.tenant.id, "{tenantid}"),
            tenants: [erp.entra.tenant.id],
            audience: gatewayApp().clientId,
          },
        ],
      },
    );
    const subject = { issuer: erp.entra.issuers.v2, value: gatewayApp().clientId };
    key = await running.register("portal", { kinetic: { scope: SCOPE }, echo: { scope: SCOPE } }, [subject]);
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    await echo[Symbol.asyncDispose]();
    await erp.close();
  });

  test("two users at once, interleaved on the same connections: each is itself at the ERP, by one exchange for each", async () => {
    const [clerk, integration] = await Promise.all([signIn("clerk"), signIn("integration")]);
    const earlier = exchanges();
    const users = Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? "clerk" : "integration"));
    const seen = await Promise.all(users.map((user) => whoAmI(user === "clerk" ? clerk : integration)));
    assert.deepEqual(seen, users);
    assert.equal(exchanges() - earlier, 2);
  });

  test("one token more of the same user is exchanged by itself", async () => {
    const [first, second] = [await signIn("clerk"), await signIn("clerk")];
    const earlier = exchanges();
    assert.deepEqual([await whoAmI(first), await whoAmI(second), await whoAmI(first)], ["clerk", "clerk", "clerk"]);
    assert.equal(exchanges() - earlier, 2);
  });

  test("what the registration does not open is refused before anything is exchanged", async () => {
    const token = await signIn("clerk");
    const earlier = exchanges();
    const answer = await ask("/kinetic/api/v1/Erp.BO.PartSvc/Parts", bearer(token));
    assert.deepEqual((await refusal(answer)).slice(0, 2), [403, "scope.denied"]);
    assert.equal(exchanges(), earlier);
  });

  test("a token that the ERP refuses is exchanged anew, once; the caller's own goes nowhere but to Entra", async () => {
    const token = await signIn("clerk");
    const earlier = exchanges();
    let refusals = 1;
    echo.respond = (_request, response) => {
      const status = refusals-- > 0 ? 401 : 200;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(status === 401 ? '{"HttpStatus":401,"ErrorMessage":"The token is not valid."}' : '{"value":[]}');
    };
    const read = (): Promise<Response> => ask("/echo/api/v1/Erp.BO.CustomerSvc/Customers", bearer(token));
    assert.equal((await read()).status, 200);
    assert.equal(exchanges() - earlier, 2);
    const sent = echo.seen.map(({ headers }) => headers.authorization);
    assert.equal(new Set([...sent, `Bearer ${token}`]).size, 3);
    refusals = 2;
    assert.deepEqual((await refusal(await read())).slice(0, 2), [403, "user.unknown"]);
    assert.equal(echo.seen.length, 4);
  });

  test("the consumer's own key names no user: 401, and neither Entra nor the ERP is asked", async () => {
    const seen = erp.journal.length;
    const answer = await ask("/kinetic/api/v1/Erp.BO.CustomerSvc/Customers", { "x-api-key": key });
    assert.deepEqual((await refusal(answer)).slice(0, 2), [401, "user.missing"]);
    assert.equal(erp.journal.length, seen);
  });

  test("a user whom Kinetic does not know: 403, with the finding", async () => {
    const answer = await ask("/kinetic/api/v1/Erp.BO.CustomerSvc/Customers", bearer(await signIn("stranger")));
    assert.deepEqual((await refusal(answer)).slice(0, 2), [403, "user.unknown"]);
  });

  test("a claims challenge is passed on to the caller, each time it asks", async () => {
    const token = await signIn("lapsed");
    for (let round = 0; round < 2; round++) {
      const answer = await ask("/kinetic/api/v1/Erp.BO.CustomerSvc/Customers", bearer(token));
      const [, claims = ""] =
        /^Bearer error="insufficient_claims", claims="([^"]+)"$/.exec(answer.headers.get("www-authenticate") ?? "") ??
        [];
      assert.ok("access_token" in (JSON.parse(Buffer.from(claims, "base64").toString("utf8")) as object));
      assert.deepEqual((await refusal(answer)).slice(0, 2), [401, "user.sign-in-required"]);
    }
  });

  test("a batch is made as its user; without one, or with one who has to sign in, it is refused", async () => {
    const batch = (headers: Record<string, string>): Promise<Response> =>
      ask(
        "/kinetic/api/v1/$batch",
        { ...headers, "content-type": "multipart/mixed; boundary=b" },
        "--b\r\nContent-Type: application/http\r\n\r\nGET Erp.BO.CustomerSvc/Customers?$top=1 HTTP/1.1\r\n\r\n\r\n--b--",
      );
    assert.deepEqual((await refusal(await batch({ "x-api-key": key }))).slice(0, 2), [401, "user.missing"]);
    const challenged = await batch(bearer(await signIn("lapsed")));
    assert.match(challenged.headers.get("www-authenticate") ?? "", /insufficient_claims/);
    const seen = erp.journal.length;
    assert.match(await (await batch(bearer(await signIn("clerk")))).text(), /HTTP\/1.1 200/);
    const asked = erp.journal.slice(seen).filter(({ system }) => system === "kinetic");
    assert.ok(asked.length > 0 && asked.every(({ principal }) => principal === "clerk"));
  });

  test("nothing of users' tokens is in log or audit", async () => {
    const token = await signIn("stranger");
    await ask("/kinetic/api/v1/Erp.BO.CustomerSvc/Customers", bearer(token));
    await running.logged(({ event }) => event === "request.refused");
    assert.ok(!JSON.stringify(running.events).includes(token.slice(0, 40)));
  });

  test("sessions cannot be pooled there: they would be everybody's", async () => {
    const admission = { kinetic: { seats: { count: 1, sessions: true } } };
    await assert.rejects(startTestGateway({ kinetic: connection() }, { admission }), {
      message: /seats\.sessions keeps sessions, and the connection acts for each user who calls/,
    });
  });
});
