import assert from "node:assert/strict";
import { connect } from "@erpgate/client";
import type { KineticConnection } from "@erpgate/client";
import { seeded } from "../../tools/seeded-secrets.ts";
import { recorder } from "../profiles/recorder.ts";
import { verifier } from "../verifies.ts";
import type { Profile } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const NOW_MS = Date.UTC(2026, 10, 21);

interface SignedIn {
  readonly connection: KineticConnection;
  readonly sent: readonly Request[];
}

/** The client in front of an Epicor Identity Provider that answers these members, and of a Kinetic that lets everything in. */
function identityProvider(members: Readonly<Record<string, unknown>>): Profile<SignedIn> {
  const answer = (request: Request): Promise<Response> =>
    Promise.resolve(Response.json(new URL(request.url).host === "login.epicor.com" ? members : { value: [] }));
  const open = (): Promise<SignedIn & AsyncDisposable> => {
    const { sent, fetch } = recorder(answer);
    const connection = connect(
      {
        system: "kinetic",
        url: "https://tenant.epicorsaas.com/SaaS123",
        company: "EPIC06",
        apiKey: seeded("kinetic-api-key"),
        auth: { kind: "epicor-idp", clientId: "erpgate-tests", clientSecret: seeded("idp-client-secret") },
      },
      { fetch, now: () => NOW_MS, sleep: () => Promise.resolve() },
    );
    return Promise.resolve({ connection, sent, [Symbol.asyncDispose]: () => connection.close() });
  };
  return { name: "client", open };
}

const usual = identityProvider({ access_token: "a.b.c", token_type: "Bearer", expires_in: 1800 });

verifies("kinetic.idp.request", [usual], async ({ connection, sent }) => {
  await connection.token();
  const [request] = sent;
  assert.equal(request?.method, "POST");
  assert.equal(request.url, "https://login.epicor.com/connect/token");
  assert.match(request.headers.get("content-type") ?? "", /^application\/x-www-form-urlencoded/);
  const form = new URLSearchParams(await request.text());
  assert.equal(form.get("grant_type"), "client_credentials");
  assert.equal(form.get("scope"), "epicor_erp");
});

verifies("kinetic.idp.answer", [usual], async ({ connection }) => {
  assert.equal((await connection.token())?.expiresAtMs, NOW_MS + 1_800_000);
});

verifies(
  "kinetic.idp.answer",
  [identityProvider({ access_token: "a.b.c", token_type: "Bearer" })],
  async ({ connection }) => {
    assert.equal((await connection.token())?.expiresAtMs, NOW_MS + 3_600_000);
  },
);

verifies("kinetic.idp.with-key", [usual], async ({ connection, sent }) => {
  await connection.fetch("Erp.BO.CustomerSvc/Customers");
  const last = sent.at(-1);
  assert.equal(last?.headers.get("authorization"), "Bearer a.b.c");
  assert.equal(last.headers.get("x-api-key"), seeded("kinetic-api-key"));
});
