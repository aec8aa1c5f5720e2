import { isHeaderValue } from "../http/flat-headers.ts";
import { BASE_NAMES, checkBase } from "../options/check-base.ts";
import { checkBearer } from "../options/check-bearer.ts";
import { readUrl } from "../options/read-url.ts";
import { readChoice, readFields, readSecret, readText } from "../options/read-option.ts";
import type { Fields } from "../options/read-option.ts";
import { under } from "../options/report.ts";
import type { Report } from "../options/report.ts";

const AUTH_KINDS = ["password", "consumer-key", "bearer"] as const;
const EXAMPLE = `Give origins, as ["https://ui.example.com"].`;
const API_PATH =
  /\/(?:api|odataservice(?:\/.*)?|uiserver0(?:\/.*)?|data\/erp(?:\/.*)?|api\/(?:security|ui|entity|inventory|sales|purchasing|accounting|admin)(?:\/.*)?)$/i;

/** Checks the options of a Prophet 21 connection and reports every fault at once. */
export function checkProphet21Options(value: unknown, report: Report): void {
  const fields = readFields(value, "Prophet 21 options", [...BASE_NAMES, "uiServers"], report);
  if (!fields) return;
  const url = checkBase(fields, report);
  // Any other path is fine: a gateway mounts Prophet 21 under one.
  if (url && API_PATH.test(url.pathname.replace(/\/$/, ""))) {
    report(
      ["url"],
      "ends in an API path, which the client adds itself",
      `End it with the host, as in "https://p21.example.com".`,
    );
  }
  checkUiServers(fields, report);
  checkAuth(fields, under(report, "auth"));
}

function checkUiServers({ uiServers, allowInsecureHttp }: Fields, report: Report): void {
  if (uiServers === undefined) return;
  if (!Array.isArray(uiServers)) return report(["uiServers"], "must be a list of origins", EXAMPLE);
  for (const [at, origin] of uiServers.entries()) {
    const url = readUrl(origin, String(at), allowInsecureHttp === true, (_path, message, fix) =>
      report(["uiServers", at], message, fix),
    );
    if (url && url.pathname !== "/")
      report(["uiServers", at], "has a path, but whole origins are allowed here", EXAMPLE);
  }
}

function checkAuth(fields: Fields, report: Report): void {
  const { auth } = fields;
  if (typeof auth !== "object" || auth === null) {
    return report(
      [],
      auth === undefined ? "is missing" : "must be an object",
      `Give one, as { "kind": "consumer-key", "key": … }.`,
    );
  }
  if ((auth as Fields)["kind"] === undefined)
    return report(["kind"], "is missing", `Choose one of ${AUTH_KINDS.join(", ")}.`);
  switch (readChoice(auth as Fields, "kind", AUTH_KINDS, report)) {
    case "password":
      return checkPassword(auth, report);
    case "consumer-key":
      return checkKey(auth, report);
    case "bearer":
      return checkBearer(auth, report);
    case undefined:
      return undefined;
  }
}

function checkPassword(auth: object, report: Report): void {
  const fields = readFields(auth, "username and password", ["kind", "username", "password", "endpoint"], report);
  if (!fields) return;
  const isV1 = readChoice(fields, "endpoint", ["v1", "v2"], report) === "v1";
  const username = readText(fields, "username", report, "Give the Prophet 21 user.");
  readSecret(fields, "password", isV1 ? "header" : "encoded", report, "Give it from an environment variable.");
  if (isV1) checkHeaderUser(username, report);
}

function checkKey(auth: object, report: Report): void {
  const fields = readFields(auth, "a consumer key", ["kind", "key", "username", "endpoint"], report);
  if (!fields) return;
  const endpoint = readChoice(fields, "endpoint", ["v2", "v1-consumer_key", "v1-appkey"], report);
  const username = readText(fields, "username", report);
  readSecret(fields, "key", "header", report, "Register a consumer key in SOA Admin, API Console.");
  if (endpoint !== undefined && endpoint !== "v2") checkHeaderUser(username, report);
}

function checkHeaderUser(username: string | undefined, report: Report): void {
  if (username === undefined || isHeaderValue(username)) return;
  report(["username"], "holds a character that no header can carry", `Use "endpoint": "v2", which sends JSON.`);
}
