import { checkEntra } from "../entra/check-options.ts";
import { isHeaderName, isHeaderValue } from "../http/flat-headers.ts";
import { BASE_NAMES, checkBase } from "../options/check-base.ts";
import { checkBearer } from "../options/check-bearer.ts";
import { readChoice, readFields, readSecret, readText } from "../options/read-option.ts";
import type { Fields } from "../options/read-option.ts";
import { readUrl } from "../options/read-url.ts";
import { under } from "../options/report.ts";
import type { Report } from "../options/report.ts";
import { CALL_SETTING_NAMES, checkCallSettings } from "./check-call-settings.ts";

const NAMES = [...BASE_NAMES, ...CALL_SETTING_NAMES, "apiVersion", "apiKey", "apiKeyHeader"];
const AUTH_KINDS = ["basic", "token-resource", "epicor-idp", "entra", "bearer"] as const;
// What drivers and .NET call it. Old sites had it on the IIS application, where it hides every other login (claimed).
const WINDOWS = /^(?:windows|negotiate|ntlm|kerberos|integrated|sspi)$/i;

/** Checks the options of a Kinetic connection and reports every fault at once. */
export function checkKineticOptions(value: unknown, report: Report): void {
  const fields = readFields(value, "Kinetic options", NAMES, report);
  if (!fields) return;
  const url = checkBase(fields, report);
  if (url) checkInstance(url, report);
  checkCompanyGiven(fields, report);
  checkCallSettings(fields, report);
  readSecret(fields, "apiKey", "header", report);
  checkKeyHeader(fields, report);
  checkAuth(fields, under(report, "auth"));
}

function checkInstance(url: URL, report: Report): void {
  const path = url.pathname.toLowerCase();
  if (path === "/" || path === "") {
    report(
      ["url"],
      "has no instance: Kinetic lives below a path of its host",
      `Add it, as in "https://erp.example.com/ERP11PROD".`,
    );
  } else if (/\/(?:api|tokenresource\.svc|apps)(?:\/|$)/.test(path)) {
    report(
      ["url"],
      "goes on after the instance",
      `End it with the instance, as in "https://erp.example.com/ERP11PROD"; the client adds /api.`,
    );
  }
}

function checkCompanyGiven(fields: Fields, report: Report): void {
  const version = readChoice(fields, "apiVersion", ["v1", "v2"], report) ?? "v2";
  if (fields["company"] !== undefined || version === "v1") return;
  report(
    ["company"],
    "is missing, and every v2 address holds the company",
    `Give the company id, or set "apiVersion" to "v1".`,
  );
}

function checkKeyHeader(fields: Fields, report: Report): void {
  const name = readText(fields, "apiKeyHeader", report);
  if (name !== undefined && (!isHeaderName(name) || name.toLowerCase() !== "x-api-key")) {
    report(
      ["apiKeyHeader"],
      "must be x-api-key in some letter case",
      `Leave it out, or spell it as the proxy wants it: "X-API-Key".`,
    );
  }
}

function checkAuth(fields: Fields, report: Report): void {
  const { auth } = fields;
  if (typeof auth !== "object" || auth === null) {
    return report(
      [],
      auth === undefined ? "is missing" : "must be an object",
      `Give one, as { "kind": "basic", "username": …, "password": … }.`,
    );
  }
  const kind = (auth as Fields)["kind"];
  if (kind === undefined) return report(["kind"], "is missing", `Choose one of ${AUTH_KINDS.join(", ")}.`);
  if (typeof kind === "string" && WINDOWS.test(kind)) {
    const fix = `Have the IIS application take anonymous calls for REST, and use "basic", "token-resource" or "entra".`;
    return report(["kind"], "is Windows authentication, which is not supported", fix);
  }
  switch (readChoice(auth as Fields, "kind", AUTH_KINDS, report)) {
    case "basic":
      return checkPassword(auth, report, "basic");
    case "token-resource":
      return checkPassword(auth, report, "token-resource");
    case "epicor-idp":
      return checkIdp(auth, fields["allowInsecureHttp"] === true, report);
    case "entra":
      return checkEntra(auth, fields["allowInsecureHttp"] === true, report);
    case "bearer":
      return checkBearer(auth, report);
    case undefined:
      return undefined;
  }
}

function checkPassword(auth: object, report: Report, kind: "basic" | "token-resource"): void {
  const fields = readFields(auth, "username and password", ["kind", "username", "password"], report);
  if (!fields) return;
  const username = readText(fields, "username", report, "Give the Kinetic user id.");
  // The token service takes both as headers, which carry no more than U+00FF.
  const use = kind === "basic" ? "encoded" : "header";
  readSecret(fields, "password", use, report, "Give it from an environment variable.");
  if (kind === "basic" && username?.includes(":")) {
    report(
      ["username"],
      "holds a colon, where Basic would end it",
      `Use another user, or the auth kind "token-resource".`,
    );
  }
  if (kind === "token-resource" && username !== undefined && !isHeaderValue(username)) {
    report(["username"], "holds a character that no header can carry", `Use another user, or the auth kind "basic".`);
  }
}

function checkIdp(auth: object, allowInsecureHttp: boolean, report: Report): void {
  const fields = readFields(
    auth,
    "client id and secret",
    ["kind", "tokenUrl", "clientId", "clientSecret", "username", "password", "scope"],
    report,
  );
  if (!fields) return;
  if (fields["tokenUrl"] !== undefined) readUrl(fields["tokenUrl"], "tokenUrl", allowInsecureHttp, report);
  readText(fields, "clientId", report, "Give the application's client id.");
  const fix = "Give it from an environment variable.";
  const isUser = fields["username"] !== undefined || fields["password"] !== undefined;
  readSecret(fields, "clientSecret", "encoded", report, isUser ? undefined : fix);
  if (isUser) readText(fields, "username", report, "Give the user's e-mail beside the password.");
  if (isUser) readSecret(fields, "password", "encoded", report, fix);
  readText(fields, "scope", report);
}
