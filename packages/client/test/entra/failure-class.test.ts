import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { classifyEntra } from "../../src/entra/failure-class.ts";
import type { Grant } from "../../src/entra/failure-class.ts";
import { entraHints } from "../../src/entra/hints.ts";

const body = (members: object): string => JSON.stringify(members);
const code = (members: object, grant: Grant = "application", status = 400): string =>
  classifyEntra(status, body(members), grant).code;

describe("a refusal of the token endpoint", () => {
  it("is classed by error and suberror, whatever the number says", () => {
    for (const error_codes of [[7000215], [50076], []]) {
      assert.equal(code({ error: "invalid_client", error_codes }), "TOKEN_CLIENT_REFUSED");
      assert.equal(code({ error: "interaction_required", error_codes }), "TOKEN_SIGN_IN_REQUIRED");
      assert.equal(
        code({ error: "invalid_grant", suberror: "consent_required", error_codes }),
        "TOKEN_CONSENT_REQUIRED",
      );
      assert.equal(code({ error: "invalid_grant", suberror: "bad_token", error_codes }), "TOKEN_SIGN_IN_REQUIRED");
    }
  });

  it("means by invalid_grant what was granted with", () => {
    assert.equal(code({ error: "invalid_grant" }, "user"), "TOKEN_SIGN_IN_REQUIRED");
    assert.equal(code({ error: "invalid_grant" }, "on-behalf-of"), "TOKEN_ASSERTION_REFUSED");
    assert.equal(code({ error: "invalid_grant" }, "application"), "TOKEN_GRANT_REFUSED");
  });

  it("of no error member is judged by its status and form", () => {
    assert.equal(classifyEntra(503, "<html>", "user").code, "TOKEN_ISSUER_UNAVAILABLE");
    assert.equal(classifyEntra(429, "", "user").code, "TOKEN_ISSUER_UNAVAILABLE");
    assert.equal(classifyEntra(403, "<!doctype html><title>proxy</title>", "user").code, "ANSWER_HTML");
    assert.equal(classifyEntra(401, "", "user").code, "TOKEN_CLIENT_REFUSED");
    assert.equal(classifyEntra(400, "oops", "user").code, "ANSWER_UNRECOGNISED");
  });

  it("takes hint and finding from the number, of the list or of the text, also where the body was cut", () => {
    const listed = classifyEntra(401, body({ error: "invalid_client", error_codes: [7000222] }), "application");
    assert.equal(listed.finding, "entra/secret-expired");
    const cut = '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Ens';
    assert.equal(classifyEntra(401, cut, "application").finding, "entra/secret-invalid");
    assert.match(classifyEntra(401, cut, "application").hint ?? "", /its Value/);
    assert.equal(
      classifyEntra(400, body({ error: "invalid_client", error_codes: [1] }), "application").hint,
      undefined,
    );
  });

  it("hands a claims challenge on", () => {
    const claims = '{"access_token":{"polids":{"essential":true}}}';
    assert.equal(classifyEntra(400, body({ error: "interaction_required", claims }), "on-behalf-of").claims, claims);
  });
});

describe("the hints", () => {
  it("are there for every number that is known to be met, each a sentence, with findings that exist", () => {
    const known =
      "7000215 7000222 70002 700016 90002 700027 700024 700023 50012 700025 7000218 50011 900971 501481 54005 70000 70008 700082 50173 70043 700084 65001 90094 90095 65004 650057 650056 500011 50001 70011 28002 9001023 50194 50020 50034 51004 50105 50076 50079 50072 50074 50078 53003 53000 53001 530032 50126 50055 50057 50053 50013 500133 70021 700211 700212 700213 90061 70016 70018 70019 50196 90006 90024 90033 50033 90055 90090 7000112 70001 240002";
    const findings = readFileSync(new URL("../../../../contract/findings.json", import.meta.url), "utf8");
    const ids = new Set((JSON.parse(findings) as { id: string }[]).map(({ id }) => id));
    for (const number of known.split(" ")) assert.ok(entraHints[number], number);
    for (const [number, { text, finding }] of Object.entries(entraHints)) {
      assert.match(text, /^[A-Z].*\.$/, number);
      assert.ok(finding === undefined || ids.has(finding), `${number}: ${finding}`);
    }
  });
});
