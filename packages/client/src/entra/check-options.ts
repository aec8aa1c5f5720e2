import { under } from "../options/report.ts";
import { readChoice, readFields, readFlag, readSecret, readText, readTimeout } from "../options/read-option.ts";
import type { Fields } from "../options/read-option.ts";
import { isLoopback, readUrl } from "../options/read-url.ts";
import type { Report } from "../options/report.ts";
import { Secret } from "../secret.ts";
import { CLOUDS } from "./authority.ts";
import { checkCertificate } from "./check-certificate.ts";
import { checkFederated } from "./check-federated.ts";
import type { EntraAuth } from "./options.ts";

type Flow = EntraAuth["flow"];

const APP = ["kind", "flow", "tenant", "clientId", "cloud", "authority", "resource", "scopes", "claims"];
const PROOFS = ["clientSecret", "clientAuthentication", "certificate", "federated"];
const SIGN_IN = [
  "redirectUri",
  "responseMode",
  "prompt",
  "loginHint",
  "domainHint",
  "openBrowser",
  "signInTimeoutMs",
  "interactive",
];

/** What each flow knows besides the application. */
const OWN: Readonly<Record<Flow, readonly string[]>> = {
  "client-credentials": [],
  "authorization-code": [...SIGN_IN, "refreshToken"],
  "device-code": ["onCode", "refreshToken"],
  "refresh-token": ["refreshToken", "redeem"],
  "on-behalf-of": ["assertion"],
  "managed-identity": [],
};

const MANAGED = ["kind", "flow", "resource", "clientId", "objectId", "resourceId", "host"];

/** Checks the options of the auth kind `entra`. */
export function checkEntra(auth: object, allowInsecureHttp: boolean, report: Report): void {
  const { flow: given } = auth as Fields;
  const flows = Object.keys(OWN) as Flow[];
  if (given === undefined) return report(["flow"], "is missing", `Choose one of ${flows.join(", ")}.`);
  const flow = readChoice(auth as Fields, "flow", flows, report);
  if (flow === undefined) return;
  if (flow === "managed-identity") return checkManaged(auth, report);
  const fields = readFields(auth, "Entra options", [...APP, ...PROOFS, ...OWN[flow]], report);
  if (!fields) return;
  checkApp(fields, flow, allowInsecureHttp, report);
  checkProof(fields, flow, report);
  checkOwn(fields, flow, report);
}

function checkApp(fields: Fields, flow: Flow, allowInsecureHttp: boolean, report: Report): void {
  const fromPod = isFromPod(fields["federated"]);
  const fix = "Give the application (client) id of the app registration.";
  readText(fields, "clientId", report, fromPod ? undefined : fix);
  checkTenant(fields, flow, fromPod, report);
  readChoice(fields, "cloud", CLOUDS, report);
  if (fields["authority"] !== undefined) readUrl(fields["authority"], "authority", allowInsecureHttp, report);
  if (fields["authority"] !== undefined && fields["cloud"] !== undefined)
    report(["authority"], "is given beside cloud", "Give one of the two.");
  checkScopes(fields, report);
  const claims = readText(fields, "claims", report);
  if (claims !== undefined && !isJsonObject(claims))
    report(["claims"], "is not a JSON object", "Decode what the API sent from base64 first.");
}

/** Non-user flows are refused on `common` and its kin (AADSTS9001023, 50059; official). */
function checkTenant(fields: Fields, flow: Flow, fromPod: boolean, report: Report): void {
  const tenant = readText(fields, "tenant", report);
  if (tenant !== undefined && !/^[\w.-]+$/.test(tenant))
    report(["tenant"], "is neither a directory id nor a domain", `Give it as "contoso.onmicrosoft.com" or its id.`);
  if (flow !== "client-credentials" && flow !== "on-behalf-of") return;
  const isShared = /^(?:common|organizations|consumers)$/i.test(tenant ?? "");
  if (isShared || (fields["tenant"] === undefined && !fromPod))
    report(
      ["tenant"],
      isShared ? "names no tenant, and this flow wants one" : "is missing",
      "Give the directory (tenant) id.",
    );
}

function checkScopes(fields: Fields, report: Report): void {
  const { scopes } = fields;
  const resource = readText(fields, "resource", report);
  if (resource !== undefined && /\s/.test(resource))
    report(["resource"], "holds a blank", "Give one Application ID URI or client id.");
  const isList =
    Array.isArray(scopes) && scopes.every((scope) => typeof scope === "string" && /^[!#-[\]-~]+$/.test(scope));
  if (scopes !== undefined && (!isList || scopes.length === 0))
    report(["scopes"], "must be a list of texts without blanks", `Write them as ["api://…/.default"].`);
  if (scopes === undefined && fields["resource"] === undefined)
    report(
      ["resource"],
      "is missing",
      "Give the Application ID URI or the client id of Kinetic's own app registration.",
    );
  if (scopes !== undefined && fields["resource"] !== undefined)
    report(["scopes"], "is given beside resource", "Give one of the two.");
}

function checkProof(fields: Fields, flow: Flow, report: Report): void {
  const given = ["clientSecret", "certificate", "federated"].filter((name) => fields[name] !== undefined);
  readSecret(fields, "clientSecret", "encoded", report);
  readChoice(fields, "clientAuthentication", ["post", "basic"], report);
  if (fields["certificate"] !== undefined) checkCertificate(fields["certificate"], under(report, "certificate"));
  if (fields["federated"] !== undefined) checkFederated(fields["federated"], under(report, "federated"));
  if (given.length > 1)
    report([given[1] ?? ""], `is given beside ${given[0] ?? ""}`, "An application proves itself one way.");
  if (given.length === 0 && (flow === "client-credentials" || flow === "on-behalf-of"))
    report(["clientSecret"], "is missing", "Give it, or a certificate, or a federated token.");
  if (fields["clientAuthentication"] !== undefined && fields["clientSecret"] === undefined)
    report(
      ["clientAuthentication"],
      "says how a secret is sent, and there is none",
      "Remove it, or give clientSecret.",
    );
}

function checkOwn(fields: Fields, flow: Flow, report: Report): void {
  switch (flow) {
    case "authorization-code":
      readSecret(fields, "refreshToken", "encoded", report);
      return checkSignIn(fields, report);
    case "device-code":
      readSecret(fields, "refreshToken", "encoded", report);
      return requireFunction(fields, "onCode", report);
    case "refresh-token":
      readSecret(fields, "refreshToken", "encoded", report);
      if (fields["redeem"] !== undefined) checkRedeem(fields["redeem"], under(report, "redeem"));
      return undefined;
    case "on-behalf-of":
      return checkAssertion(fields, report);
    case "client-credentials":
    case "managed-identity":
      return undefined;
  }
}

function checkSignIn(fields: Fields, report: Report): void {
  readChoice(fields, "responseMode", ["form_post", "query"], report);
  readChoice(fields, "prompt", ["login", "none", "consent", "select_account"], report);
  for (const name of ["loginHint", "domainHint"]) readText(fields, name, report);
  readTimeout(fields, "signInTimeoutMs", report);
  readFlag(fields, "interactive", report);
  requireFunction(fields, "openBrowser", report);
  const redirect = fields["redirectUri"];
  const url = typeof redirect === "string" ? URL.parse(redirect) : null;
  if (redirect !== undefined && (url?.protocol !== "http:" || !isLoopback(url.hostname) || url.search !== ""))
    report(
      ["redirectUri"],
      "is not an address on this computer",
      `Register and give "http://localhost", with a port and a path if need be.`,
    );
}

function checkRedeem(value: unknown, report: Report): void {
  const fields = readFields(
    value,
    "a code",
    ["code", "redirectUri", "codeVerifier", "pendingLogin", "onRedeemed"],
    report,
  );
  if (!fields) return;
  for (const name of ["pendingLogin", "onRedeemed"]) requireFunction(fields, name, report);
  readSecret(fields, "code", "encoded", report, "Give what came back as the parameter code.");
  readText(fields, "redirectUri", report, "Give the very redirect URI of that login.");
  readSecret(fields, "codeVerifier", "encoded", report);
}

function checkAssertion(fields: Fields, report: Report): void {
  const { assertion } = fields;
  if (typeof assertion === "string" || Secret.is(assertion)) readSecret(fields, "assertion", "header", report);
  else if (assertion !== undefined && typeof assertion !== "function")
    report(["assertion"], "must be a text or a function", "Give the access token that the user's call carried.");
}

function checkManaged(auth: object, report: Report): void {
  const fields = readFields(auth, "managed identity options", MANAGED, report);
  if (!fields) return;
  readText(
    fields,
    "resource",
    report,
    "Give the Application ID URI or the client id of Kinetic's own app registration.",
  );
  const selectors = ["clientId", "objectId", "resourceId"].filter((name) => fields[name] !== undefined);
  for (const name of selectors) readText(fields, name, report);
  if (selectors.length > 1)
    report([selectors[1] ?? ""], `is given beside ${selectors[0] ?? ""}`, "Name an identity one way.");
  const host = readChoice(fields, "host", ["vm", "app-service", "arc"], report);
  if (host === "arc" && selectors.length > 0)
    report([selectors[0] ?? ""], "names an identity, and Azure Arc has only one", "Remove it.");
}

function requireFunction(fields: Fields, name: string, report: Report): void {
  if (fields[name] !== undefined && typeof fields[name] !== "function")
    report([name], "must be a function", "It can be given in code only; in a file leave it out.");
}

function isFromPod(federated: unknown): boolean {
  return typeof federated === "object" && federated !== null && (federated as Fields)["from"] === "kubernetes";
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
