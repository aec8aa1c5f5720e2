import assert from "node:assert/strict";
import { classifyFailure } from "@erpgate/client/kinetic";
import { kineticWires } from "../profiles/kinetic-gateway.ts";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import { basic } from "../profiles/send.ts";
import type { Answer } from "../profiles/send.ts";
import { verifier } from "../verifies.ts";
import { seeded } from "../../tools/seeded-secrets.ts";

const verifies = verifier(import.meta.filename);

const customers = ({ company }: KineticWire): string => `/api/v2/odata/${company}/Erp.BO.CustomerSvc/Customers`;

/** A call that is let in and then refused. */
const askForNothing = (wire: KineticWire, accept = "application/json"): Promise<Answer> =>
  wire.send(`${customers(wire)}('EPIC06',999999)`, { headers: { accept } });

const MEMBERS = ["CorrelationId", "ErrorMessage", "ErrorType", "HttpStatus", "ReasonPhrase"];
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

verifies("kinetic.error.body", kineticWires(), async (wire) => {
  const answer = await askForNothing(wire);
  const body = answer.json();
  assert.deepEqual(
    Object.keys(body)
      .filter((name) => name !== "ErrorDetails")
      .toSorted(),
    MEMBERS,
  );
  assert.equal(body["HttpStatus"], answer.status);
  assert.match(String(body["ErrorType"]), /^[A-Za-z.]+Exception$/);
  assert.match(String(body["CorrelationId"]), GUID);
});

// A refusal by the gateway itself has to read like Kinetic's, or a program written for Kinetic could not tell what it is.
verifies("kinetic.error.body", kineticWires(), async (wire) => {
  const authorization = basic("nobody", seeded("kinetic-nobody"));
  const answer = await wire.send(customers(wire), { headers: { authorization, "x-api-key": undefined } });
  assert.equal(answer.status, 401);
  const body = answer.json();
  for (const name of ["HttpStatus", "ReasonPhrase", "ErrorMessage", "ErrorType"]) assert.ok(name in body, name);
});

verifies("kinetic.error.xml", kineticWires(), async (wire) => {
  const answer = await askForNothing(wire, "application/xml");
  assert.equal(answer.status, 404);
  for (const name of MEMBERS) assert.match(answer.body, new RegExp(`<${name}>[^<]+</${name}>`));
});

const older = { switches: { version: "2022.2" } } as const;

verifies("kinetic.error.reason-phrase", [kineticEmulator(), kineticEmulator(older)], async (wire) => {
  const { status, headers, body, json } = await askForNothing(wire);
  assert.match(String(json()["ReasonPhrase"]), /^rest api exception$/i);
  assert.equal(classifyFailure({ status, headers, body }).code, "KINETIC_NOT_FOUND");
});

verifies("kinetic.error.record-missing", [kineticEmulator()], async (wire) => {
  const answer = await askForNothing(wire);
  assert.equal(answer.status, 404);
  assert.match(String(answer.json()["ErrorType"]), /RecordNotFoundException$/);
});

const refusal = (status: number, ErrorType: string, ErrorMessage: string): Parameters<typeof classifyFailure>[0] => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ HttpStatus: status, ReasonPhrase: "REST API Exception", ErrorMessage, ErrorType }),
});

verifies("kinetic.error.business", () => {
  for (const type of ["Ice.BLException", "Ice.Common.BusinessObjectException"]) {
    const failure = classifyFailure(refusal(400, type, "Order is closed."));
    assert.equal(failure.code, "KINETIC_APPLICATION_ERROR");
    assert.equal(failure.tokenAtFault, false);
  }
});

verifies("kinetic.license.exhausted", () => {
  const text = "Maximum users exceeded on license type: DefaultUser assigned to company: EPIC06";
  const failure = classifyFailure(refusal(400, "Ice.Common.LicenseAccessException", text));
  assert.equal(failure.code, "KINETIC_LICENSE_EXHAUSTED");
  assert.equal(failure.finding, "kinetic/license-exhausted");
  assert.equal(failure.tokenAtFault, false);
});

verifies("kinetic.license.exhausted", [kineticEmulator()], async (wire) => {
  const fault = wire.erp.fault({ system: "kinetic", kind: "license-exhausted", next: 1 });
  const answer = await wire.send(customers(wire));
  assert.equal(fault.met, 1);
  assert.equal(answer.status, 400);
  assert.match(
    String(answer.json()["ErrorMessage"]),
    /^Maximum users exceeded on license type: DefaultUser assigned to company: EPIC06/,
  );
  assert.match(String(answer.json()["ErrorType"]), /LicenseAccessException/);
});

verifies("kinetic.session.timed-out", () => {
  assert.equal(
    classifyFailure(refusal(410, "Ice.Common.InvalidSessionException", "…")).code,
    "KINETIC_SESSION_INVALID",
  );
});

verifies("kinetic.error.conversions-pending", [kineticEmulator()], async (wire) => {
  wire.erp.fault({ system: "kinetic", kind: "conversions-pending", next: 1 });
  const { status, headers, body, json } = await wire.send(customers(wire));
  assert.equal(status, 503);
  assert.match(String(json()["ErrorType"]), /ConversionsPendingException$/);
  assert.equal(classifyFailure({ status, headers, body }).code, "KINETIC_SERVER_NOT_READY");
});

verifies("kinetic.error.html", [kineticEmulator()], async (wire) => {
  wire.erp.fault({ system: "kinetic", kind: "html-answer", next: 1, status: 403 });
  const { status, headers, body } = await wire.send(customers(wire));
  assert.match(body, /<html/i);
  assert.equal(classifyFailure({ status, headers, body }).finding, "proxy/html-answer");
});

const of401 = (message: string): ReturnType<typeof classifyFailure> =>
  classifyFailure(refusal(401, "System.UnauthorizedAccessException", message));

verifies("kinetic.permission.three-401", () => {
  assert.equal(of401("Invalid username or password.").finding, "kinetic/credentials-invalid");
  assert.equal(of401("Invalid API Key abc.\r\nCompany EPIC06.").finding, "kinetic/api-key-invalid");
  assert.equal(of401("Access denied (Erp.BO.Company.GetRows).").finding, "kinetic/method-access-denied");
});
