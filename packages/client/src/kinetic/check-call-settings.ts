import { nearest } from "../options/nearest.ts";
import { readText } from "../options/read-option.ts";
import type { Fields } from "../options/read-option.ts";
import type { Report } from "../options/report.ts";
import { isGuid, licenseGuid, licenseTypes } from "./license.ts";

/** Names of the settings, as options of a connection. */
export const CALL_SETTING_NAMES = [
  "company",
  "plant",
  "language",
  "formatCulture",
  "license",
  "context",
  "sessionId",
  "sessionInfo",
] as const;

/** Checks in whose name and place calls act, of a connection or of one call. */
export function checkCallSettings(fields: Fields, report: Report): void {
  checkCompany(fields, report);
  for (const name of ["plant", "language", "formatCulture"]) readText(fields, name, report);
  checkLicense(fields, report);
  checkContext(fields, report);
  for (const name of ["sessionId", "sessionInfo"]) checkSession(fields, name, report);
}

function checkCompany(fields: Fields, report: Report): void {
  const company = readText(fields, "company", report);
  if (company === undefined) return;
  if (/svc$/i.test(company) || !/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/.test(company)) {
    const message = "holds characters that a company id cannot hold";
    report(["company"], message, "Give the id (such as EPIC06), not the name.");
  }
}

function checkLicense(fields: Fields, report: Report): void {
  const license = readText(fields, "license", report);
  if (license === undefined || licenseGuid(license) !== undefined) return;
  const names = Object.keys(licenseTypes);
  const meant = nearest(license, names);
  report(
    ["license"],
    "is neither a licence type nor a GUID",
    meant === undefined ? `Known are ${names.join(", ")}.` : `Did you mean "${meant}"?`,
  );
}

function checkContext({ context }: Fields, report: Report): void {
  if (context === undefined) return;
  const isObject = typeof context === "object" && context !== null && !Array.isArray(context);
  const rows: unknown = isObject ? (context as Fields)["BPMData"] : undefined;
  if (isObject && (rows === undefined || Array.isArray(rows))) return;
  report(["context"], "must be an object with lists of rows", `Write it as { "BPMData": [{ "Character01": "…" }] }.`);
}

function checkSession(fields: Fields, name: string, report: Report): void {
  const id = readText(fields, name, report);
  if (id === undefined || isGuid(id)) return;
  report([name], "is no session id", "Give the GUID that Login returned, without the JSON around it.");
}
