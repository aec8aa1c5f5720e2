import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { explain } from "../../src/index.ts";

const secret = fc.stringMatching(/^[A-Za-z0-9]{6,40}$/).map((tail) => seeded(tail));

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");

/** Places where people leave a secret in what they paste. */
const PLACES: readonly ((secret: string) => string)[] = [
  (each) =>
    `{"HttpStatus":401,"ErrorMessage":"Invalid API Key ${each}.\\r\\nCompany EPIC06.","ErrorType":"System.UnauthorizedAccessException"}`,
  (each) =>
    `GET /E/api/v2/odata/C/Erp.BO.PartSvc/Parts HTTP/1.1\nHost: e\nAuthorization: Basic ${base64(`svc:${each}`)}\n\nHTTP/1.1 401 Unauthorized\n`,
  (each) =>
    `GET /E/api/v2/odata/C/Erp.BO.PartSvc/Parts?apikey=${each} HTTP/1.1\nHost: e\nAuthorization: Basic ${base64(`svc:x`)}\n\nHTTP/1.1 401 Unauthorized\n`,
  (each) =>
    `GET /E/api/v1/Erp.BO.PartSvc/Parts HTTP/1.1\nHost: e\nAuthorization: Basic svc:${each}\n\nHTTP/1.1 401 Unauthorized\n`,
  (each) => `curl -i -u svc:${each} https://e/E/api/v2/odata/C/Erp.BO.PartSvc/Parts\nHTTP/1.1 401 Unauthorized\n`,
  (each) =>
    `{"ErrorMessage":"Unable to generate client token.","ErrorType":"P21.Business.Common.TokenException","InnerException":"NotFoundException Consumer Key: ${each}"}`,
  (each) => `requests.exceptions.InvalidHeader: Invalid leading whitespace in header value: '${each}\\n'`,
  (each) =>
    `TypeError: Request cannot be constructed from a URL that includes credentials: https://svc:${each}@erp.example.com/E/api/v1/`,
  (each) => `Sign-in failed: AADSTS7000215: Invalid client secret provided, client_secret=${each}&scope=x`,
  (each) =>
    `GET /E/api/v2/odata/C/Erp.BO.PartSvc/Parts/${each} HTTP/1.1\nHost: e\n\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic\n`,
  (each) =>
    `Invalid username or password. (we use svc / ${each}) token ${each} expired, audience ${each} is invalid, external identity ${each} not mapped`,
  (each) =>
    `You are not authorized to access API, aud is /odata:${each} password ${each} has expired for company ${each}`,
];

/** A password as people choose them: nothing in its form tells that it is one. */
const word = fc.stringMatching(/^[a-z]{9,14}$/).map((tail) => `zq${tail}`);

/** Lines of which a part is shown, since they say that certificates are not checked. */
const COMMANDS: readonly ((password: string) => string)[] = [
  (each) => `curl -k -u svc:${each} https://e/E/api/v1/`,
  (each) => `curl -k -usvc:${each} https://e/E/api/v1/`,
  (each) => `curl -sku 'svc:${each}' https://e/E/api/v1/`,
  (each) => `curl -k --proxy-user "svc:${each}" https://e/E/api/v1/`,
  (each) => `wget --no-check-certificate --password ${each} https://e; export NODE_TLS_REJECT_UNAUTHORIZED=0`,
  (each) => `NODE_TLS_REJECT_UNAUTHORIZED=0 ERP_PASSWORD=${each} node x.js`,
  (each) => `get(u, auth=("svc", "${each}"), verify=False)`,
  (each) => `get(u, auth=HTTPBasicAuth('svc', '${each}'), verify=False)`,
  (each) => `irm $u -SkipCertificateCheck -Headers @{ 'password' = '${each}' }`,
  (each) => `h.Credentials = new NetworkCredential("svc", "${each}"); // DangerousAcceptAnyServerCertificateValidator`,
];

test("a password that looks like a word is shown by no line of a program", () => {
  fc.assert(
    fc.property(fc.constantFrom(...COMMANDS), word, fc.boolean(), (command, each, isRefused) => {
      const paste = `${command(each)}\n${isRefused ? "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic\n" : ""}`;
      assert.ok(!JSON.stringify(explain(paste)).includes(each), "a password is shown");
    }),
    { numRuns: 200 },
  );
});

test("a secret in any usual place of a paste is in no part of the answer", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...PLACES), secret), { minLength: 1, maxLength: 3 }), (parts) => {
      const said = JSON.stringify(explain(parts.map(([place, each]) => place(each)).join("\n\n")));
      for (const [, each] of parts) {
        assert.ok(!said.includes(each), "a secret is shown");
        assert.ok(!said.includes(base64(`svc:${each}`)), "an encoded secret is shown");
      }
    }),
    { numRuns: 300 },
  );
});
