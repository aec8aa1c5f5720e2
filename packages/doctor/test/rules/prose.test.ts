import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../src/index.ts";

/** What people write where they paste nothing: a sentence or two, each with what it comes to. */
const SENTENCES: readonly (readonly [id: string, text: string])[] = [
  [
    "kinetic/license-not-released",
    "We call SessionModSvc/Login at the start of each job. In System Monitor the sessions of svc_wms keep adding up until midnight, then nobody can log in.",
  ],
  [
    "kinetic/license-not-released",
    "Epicor support says our app leaks sessions: 140 open WebService sessions for user webshop. We do call Logout, but with no SessionInfo.",
  ],
  [
    "kinetic/license-not-released",
    "Logout returns 204 but the session stays in the Admin Console session list. Header we send: SessionInfo: 5b0e7a74-9d8c-4d53-8a0e-aa00bb11cc22",
  ],
  [
    "kinetic/default-page-cap",
    "The REST call to Erp.BO.PartSvc/Parts never returns more than 100 parts, Power BI shows exactly 100 lines",
  ],
  ["kinetic/default-page-cap", "BAQ via REST v2 stops after 100 records although the designer shows 2,345"],
  [
    "kinetic/default-page-cap",
    "why do I get 100 customers only? api/v2/odata/K/Erp.BO.CustomerSvc/Customers?$filter=CustGroup eq 'A' -> 200 OK",
  ],
  [
    "client/headers-cleared",
    "First GET works, every call after that 401. We do client.DefaultRequestHeaders.Clear() before setting Accept.",
  ],
  [
    "client/headers-cleared",
    "GETs succeed. The PATCH goes through another helper that builds its own headers dict and forgot x-api-key -> 401 on Kinetic v2.",
  ],
  [
    "prophet21/scope-request-ignored",
    "We ask for Scope=/odata:supplier in the token request, but the token's aud is always /api;/p21sdk",
  ],
  [
    "prophet21/token-superseded",
    "P21: as soon as the second worker gets its token with the same user, the first worker's token is answered with 401",
  ],
  [
    "prophet21/token-superseded",
    "P21 API: token from server A stops working whenever server B logs in with the same account, long before 24 h are over. 401 invalid_token",
  ],
  [
    "prophet21/scope-stale-token",
    'P21 admin added inv_mast to the consumer key\'s scope an hour ago. Still 401 "You are not authorized to access API". We reuse the token from last month (never expires).',
  ],
  [
    "prophet21/scope-stale-token",
    "You are not authorized to access API... although po_hdr is in the list now (SOA Admin, I see it). Token was issued before the change.",
  ],
  [
    "proxy/unmatched-route-401",
    "Through nginx /kinetic/api/v2/odata/... works with our login, but /kinetic/api/v2/nonsense gives 401 from nginx, not 404",
  ],
  [
    "proxy/unmatched-route-401",
    'The reverse proxy answers 401 (its own realm "edge") for every path that isn\'t published; published paths work with the same credentials',
  ],
  [
    "proxy/header-stripped",
    "From inside the LAN the call works. Through the WAF Kinetic says the API key is missing although we send x-api-key.",
  ],
  [
    "proxy/header-stripped",
    "Behind Azure API Management the ERP log shows no Authorization header, direct to the server the same curl is 200",
  ],
  [
    "tls/trust-store-scope",
    "Works when I start it in a console, as a Windows service under LocalSystem: The remote certificate is invalid according to the validation procedure",
  ],
  [
    "tls/trust-store-scope",
    'In SQL Agent (runs as CORP\\svc_sql) PowerShell says "Could not establish trust relationship for the SSL/TLS secure channel"; in my own ISE no problem',
  ],
  [
    "kinetic/password-not-utf8",
    'The integration user\'s password contains an ü. In Postman it works, in our Java client (getBytes("ISO-8859-1")) Kinetic returns 401 Invalid username or password.',
  ],
  [
    "kinetic/password-not-utf8",
    "since the password was changed to one with é the old .NET program gets 401 from Kinetic; logging in on screen with that password is fine",
  ],
  [
    "kinetic/basic-not-accepted",
    "Users were migrated to Epicor IdP. Basic auth with the same user now returns 401, in the browser the login goes to login.epicor.com and works.",
  ],
  [
    "kinetic/basic-not-accepted",
    "Kinetic 401 with Basic although name and password are right; people log in with their Microsoft account (Entra SSO)",
  ],
  [
    "kinetic/help-page-basic-only",
    "Swagger page of the ERP (api/help/v2) doesn't take my bearer token, always asks for user and password; Postman works with the token",
  ],
  [
    "kinetic/session-header-on-bo-call",
    "If we send SessionInfo on Erp.BO.PartSvc calls, Kinetic answers 500. Leave it off: 200.",
  ],
  [
    "kinetic/license-shared-penalty",
    "Every call takes 20 seconds longer between 9 and 11; we use the WebService license, no errors, all 200",
  ],
  [
    "kinetic/license-shared-penalty",
    "response times jumped from 300 ms to 20.4 s whenever the second integration runs, WebServiceShared license",
  ],
  [
    "kinetic/token-service-disabled",
    "TokenResource.svc answers 404 on the new server, Basic works there. On the old one it returned tokens.",
  ],
  [
    "kinetic/access-scope-denied",
    "With API key A everything works, with API key B (has an access scope) the CustomerSvc call returns 403",
  ],
  [
    "kinetic/company-access-denied",
    'same user and key: company 100 is fine, company 200 returns 401 "not authorized for company 200"',
  ],
  ["kinetic/api-key-company-mismatch", "the key works in company A, in company B: 401 Invalid API Key xyz Company B."],
  [
    "kinetic/api-key-company-mismatch",
    "Key was created in EPIC01. EPIC01 calls: 200. EPIC02 calls: Invalid API Key madeup... Company EPIC02.",
  ],
  [
    "prophet21/odata-permission-denied",
    "logged in with user/password, $metadata loads, but table/customer returns You are not authorized to access API. Please contact administrator to get access.",
  ],
  [
    "prophet21/interactive-needs-username",
    "consumer key token, no username in the request. Session create: Error retrieving/validating user",
  ],
  [
    "prophet21/accept-json-required",
    "Interactive POST sessions gives a 500 with empty body since 26.1, Accept header is */*",
  ],
  [
    "prophet21/missing-trailing-slash",
    "GET /api/entity/customers?$query=... returns 307 with Location /api/entity/customers/?$query=..., our client doesn't follow, P21",
  ],
  [
    "prophet21/redirect-dropped-bearer",
    "token call ok. router call: 307 first, then Authorization header was not present or 'Bearer' was missing.",
  ],
  ["client/clock-skew", 'the server\'s clock is 12 minutes behind, new tokens are refused with "token not yet valid"'],
  [
    "client/timer-overflow",
    "P21 token has ExpiresIn 630720000, our setTimeout(refresh, expiresIn*1000) fires at once and we hammer /api/security/token",
  ],
  ["entra/throttled", "429 from login.microsoftonline.com when 300 lambdas start at the same time"],
  [
    "client/tls-verification-disabled",
    "everything works but the log is full of InsecureRequestWarning: Unverified HTTPS request is being made to host erp",
  ],
  [
    "kinetic/instance-path-wrong",
    "https://erp/api/v1/Erp.BO.PartSvc/Parts gives the IIS 404 page; with /ERP11/ before api it works",
  ],
  ["kinetic/company-segment-missing", "calling https://erp/ERP11/api/v2/odata/Erp.BO.PartSvc/Parts returns 401"],
  [
    "kinetic/token-endpoint-slash",
    "POST to https://erp/ERP11/TokenResource.svc is redirected (307) and our client drops the body",
  ],
  ["kinetic/function-not-exposed", "POST https://erp/ERP11/api/v2/efx/K/Lib/Fn: 404 Can't find library Lib."],
];

for (const [id, text] of SENTENCES)
  test(`${id} in ${JSON.stringify(text.slice(0, 60))}`, () => {
    assert.equal(explain(text).findings[0]?.id, id);
  });
