import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import { kineticClients, kineticGateway, kineticWires } from "../profiles/kinetic-gateway.ts";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import { basic } from "../profiles/send.ts";
import type { Answer } from "../profiles/send.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const V1 = "/api/v1/Erp.BO.CustomerSvc/Customers?$top=1";
const v2 = (company: string): string => `/api/v2/odata/${company}/Erp.BO.CustomerSvc/Customers?$top=1`;

/** Reads the customers of a company on v2, the given headers over the usual login. */
const read = (
  wire: KineticWire,
  headers: Record<string, string | undefined> = {},
  company: string = wire.company,
): Promise<Answer> => wire.send(v2(company), { headers });

function refused(answer: Answer, message: RegExp): void {
  assert.equal(answer.status, 401);
  const { HttpStatus, ErrorType, ErrorMessage } = answer.json();
  assert.deepEqual({ HttpStatus, ErrorType }, { HttpStatus: 401, ErrorType: "System.UnauthorizedAccessException" });
  assert.match(String(ErrorMessage), message);
}

verifies("kinetic.basic.accepted", kineticWires(), async (wire) => {
  assert.equal((await wire.send(V1, { headers: { "x-api-key": undefined } })).status, 200);
  assert.equal((await read(wire)).status, 200);
});

verifies("kinetic.basic.accepted", kineticClients, async ({ connection }) => {
  assert.equal((await connection.fetch("Erp.BO.CustomerSvc/Customers?$top=1")).status, 200);
});

verifies("kinetic.basic.challenge", kineticWires(), async (wire) => {
  const answer = await wire.send(V1, { headers: { authorization: undefined, "x-api-key": undefined } });
  assert.equal(answer.status, 401);
  assert.match(answer.headers.get("www-authenticate") ?? "", /^Basic\b/i);
});

verifies("kinetic.basic.wrong", kineticWires(), async (wire) => {
  const wrong = { authorization: basic(wire.user.username, seeded("kinetic-wrong-password")), "x-api-key": undefined };
  refused(await wire.send(V1, { headers: wrong }), /^Invalid username or password\.$/);
});

const accented = { username: "élodie", password: `${seeded("kinetic-accented")}-é` };

verifies("kinetic.basic.utf8", [kineticEmulator({ users: [accented] })], async (wire) => {
  const pair = `${accented.username}:${accented.password}`;
  const sendAs = (encoding: "utf8" | "latin1"): Promise<Answer> =>
    read(wire, { authorization: `Basic ${Buffer.from(pair, encoding).toString("base64")}` });
  assert.equal((await sendAs("utf8")).status, 200);
  refused(await sendAs("latin1"), /^Invalid username or password\.$/);
});

const withColon = { username: "colon", password: `a:${seeded("kinetic-colon")}:z` };

verifies("kinetic.basic.first-colon", [kineticEmulator({ users: [withColon] })], async (wire) => {
  assert.equal((await read(wire, { authorization: basic(withColon.username, withColon.password) })).status, 200);
});

verifies("kinetic.key.header-case", kineticWires(), async (wire) => {
  for (const name of ["x-api-key", "X-API-Key", "X-api-Key"]) {
    assert.equal((await read(wire, { "x-api-key": undefined, [name]: wire.apiKey })).status, 200, name);
  }
});

verifies("kinetic.key.query", [kineticEmulator()], async (wire) => {
  const path = `${v2(wire.company)}&api-key=${wire.apiKey}`;
  assert.equal((await wire.send(path, { headers: { "x-api-key": undefined } })).status, 200);
});

verifies("kinetic.key.required-on-v2", [kineticEmulator()], async (wire) => {
  assert.equal((await read(wire, { "x-api-key": undefined })).status, 401);
});

verifies("kinetic.key.no-login", [kineticEmulator()], async (wire) => {
  assert.equal((await read(wire, { authorization: undefined })).status, 401);
});

verifies("kinetic.key.none-on-v1", kineticWires(), async (wire) => {
  assert.equal((await wire.send(V1, { headers: { "x-api-key": undefined } })).status, 200);
});

verifies("kinetic.key.invalid", [kineticEmulator()], async (wire) => {
  const key = "notakey"; // Not a secret: the test needs to see it come back.
  refused(await read(wire, { "x-api-key": key }), /^Invalid API Key notakey\.\r\nCompany EPIC06\.$/);
});

const wrongAtTheGateway = seeded("kinetic-wrong-key-at-the-gateway");

// The key is the gateway's own: whoever calls must not read it out of the answer.
verifies("kinetic.key.echo", [kineticGateway(undefined, { apiKey: wrongAtTheGateway })], async (wire) => {
  const answer = await read(wire);
  assert.equal(answer.status, 502);
  assert.ok(![answer.body, ...answer.headers.values()].join("\n").includes(wrongAtTheGateway), "the key got out");
  assert.equal(wire.erp.journal.at(-1)?.status, 401);
});

const oneCompany = { key: seeded("kinetic-key-one-company"), company: "EPIC06" };

verifies("kinetic.key.company", [kineticEmulator({ apiKeys: [oneCompany] })], async (wire) => {
  assert.equal((await read(wire, { "x-api-key": oneCompany.key })).status, 200);
  refused(await read(wire, { "x-api-key": oneCompany.key }, "EPIC07"), /^Invalid API Key .+\r\nCompany EPIC07\.$/s);
});

const disabled = { key: seeded("kinetic-key-disabled"), enabled: false };
const expired = { key: seeded("kinetic-key-expired"), expiresAtMs: Date.UTC(2020, 0, 1) };

verifies("kinetic.key.disabled", [kineticEmulator({ apiKeys: [disabled, expired] })], async (wire) => {
  for (const { key } of [disabled, expired]) refused(await read(wire, { "x-api-key": key }), /^Invalid API Key /);
});

verifies("kinetic.key.blanks", [kineticEmulator()], async (wire) => {
  assert.equal((await read(wire, { "x-api-key": ` ${wire.apiKey} ` })).status, 200);
  const path = `${v2(wire.company)}&api-key=%20${wire.apiKey}`;
  refused(await wire.send(path, { headers: { "x-api-key": undefined } }), /^Invalid API Key /);
});

const scoped = { key: seeded("kinetic-key-scoped"), accessScope: ["Erp.BO.CustomerSvc", "BaqSvc/zCustomer01"] };

verifies("kinetic.key.access-scope", [kineticEmulator({ apiKeys: [scoped] })], async (wire) => {
  const headers = { "x-api-key": scoped.key };
  assert.equal((await read(wire, headers)).status, 200);
  assert.equal(
    (await wire.send(`/api/v2/odata/${wire.company}/BaqSvc/zCustomer01/Data?$top=1`, { headers })).status,
    200,
  );
  assert.equal((await wire.send(`/api/v2/odata/${wire.company}/Erp.BO.PartSvc/Parts?$top=1`, { headers })).status, 403);
});

// What a consumer's scope leaves out is answered as what a key's access scope leaves out.
verifies("kinetic.key.access-scope", [kineticGateway()], async (wire) => {
  assert.equal((await read(wire)).status, 200);
  assert.equal((await wire.send(`/api/v2/odata/${wire.company}/Erp.BO.PartSvc/Parts?$top=1`)).status, 403);
});

const clerk = { username: "limited", password: seeded("kinetic-limited-user"), deniedMethods: ["Erp.BO.Company.*"] };

verifies("kinetic.permission.method", [kineticEmulator({ users: [clerk] })], async (wire) => {
  const headers = { authorization: basic(clerk.username, clerk.password), "content-type": "application/json" };
  const path = `/api/v2/odata/${wire.company}/Erp.BO.CompanySvc/GetRows`;
  const body = JSON.stringify({ whereClauseCompany: "", pageSize: 0, absolutePage: 0 });
  refused(await wire.send(path, { method: "POST", headers, body }), /^Access denied \(Erp\.BO\.Company\.GetRows\)\.$/);
  assert.equal((await read(wire, { authorization: headers.authorization })).status, 200);
});
