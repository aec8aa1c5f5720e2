// A web application that signs its user in by Microsoft Entra ID and reads Kinetic on that user's behalf: the user's own rights, and
// the user's name in Kinetic's audit trail. Runs against the emulator; put your own ids into `portal` and `toKinetic`.
//   npm exec -- node examples/entra-web-app/main.ts
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { connect, ErpgateError } from "@erpgate/client";
import { beginSignIn, claimsChallenge, createOnBehalfOf, finishSignIn } from "@erpgate/client/entra";
import { startEmulator } from "@erpgate/emulator";

await using erp = await startEmulator();
const { entra, kinetic } = erp;

const registration = entra.app("portal");
const portal = {
  tenant: entra.tenant.id, // contoso.onmicrosoft.com
  authority: entra.url, // leave it out: Microsoft's own
  clientId: registration.clientId,
  clientSecret: registration.secret, // process.env.PORTAL_SECRET
};
const toPortal = { ...portal, scopes: [registration.scope ?? ""] };
const toKinetic = { ...portal, scopes: [entra.app("kinetic").scope ?? ""] }; // resource: "api://epicor-kinetic"
const redirectUri = "http://localhost/signin"; // as registered; the port of localhost is free

using users = createOnBehalfOf(toKinetic);

/** Who is signed in, and who is about to be. A real application keeps this in a store, and encrypted. */
const sessions = new Map<string, { readonly pendingLogin: string; readonly token?: string }>();

async function customers(token: string): Promise<string[]> {
  const { url, company, apiKey } = kinetic;
  const auth = { kind: "bearer", token: () => users.token(token) } as const;
  await using connection = connect({ system: "kinetic", url, company, apiKey, auth });
  const names: string[] = [];
  for await (const { Name } of connection.odata<{ Name: string }>("Erp.BO.CustomerSvc/Customers", {
    select: ["CustNum", "Name"],
    top: 3,
  }))
    names.push(Name);
  return names;
}

/** `/` shows customers to whoever is signed in and sends everybody else to Entra, whose answer is posted to `/signin`. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = /session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
  const session = sessions.get(id);
  try {
    if (request.method === "POST" && request.url === "/signin") {
      const form = new URLSearchParams(await text(request));
      const { token } = await finishSignIn(toPortal, session?.pendingLogin ?? "", form);
      sessions.set(id, { pendingLogin: "", token });
      response.writeHead(303, { location: "/" }).end();
    } else if (session?.token !== undefined) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(await customers(session.token)));
    } else {
      const { url, pendingLogin } = await beginSignIn(toPortal, { redirectUri });
      const fresh = randomUUID();
      sessions.set(fresh, { pendingLogin });
      // The form comes from another site, so a Lax cookie would stay behind: in production `SameSite=None; Secure`.
      response
        .writeHead(302, { location: url, "set-cookie": `session=${fresh}; HttpOnly; SameSite=None; Secure` })
        .end();
    }
  } catch (error) {
    const challenge = claimsChallenge(error);
    if (challenge !== undefined) response.setHeader("www-authenticate", challenge);
    response.writeHead(401).end(ErpgateError.is(error) ? error.code : "INTERNAL");
  }
}

const site = createServer((request, response) => void answer(request, response));
site.listen(0, "127.0.0.1");
await once(site, "listening");
const home = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;

// What a user's browser does.
const away = await fetch(home, { redirect: "manual" });
const cookie = (away.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
const { parameters } = entra.signIn(away.headers.get("location") ?? "", "clerk@example.com");
const posted = { method: "POST", headers: { cookie }, redirect: "manual" } as const;
const forged = await fetch(`${home}/signin`, {
  ...posted,
  body: new URLSearchParams({ ...parameters, state: "another" }),
});
assert.equal(await forged.text(), "TOKEN_SIGN_IN_FORGED");
const back = await fetch(`${home}/signin`, { ...posted, body: new URLSearchParams(parameters) });
assert.equal(back.status, 303);
const shown = (await (await fetch(home, { headers: { cookie } })).json()) as string[];

console.log(shown.join("\n"));
assert.equal(shown.length, 3);
site.closeAllConnections();
site.close();
