import { Secret } from "../secret.ts";
import { readFields, readSecret } from "./read-option.ts";
import type { Report } from "./report.ts";

/** Checks the options of the auth kind `bearer`, which is the same for both systems. */
export function checkBearer(value: unknown, report: Report): void {
  const fields = readFields(value, "a token", ["kind", "token", "scopes"], report);
  if (!fields) return;
  const { token, scopes } = fields;
  if (typeof token === "string" || Secret.is(token)) readSecret(fields, "token", "header", report);
  else if (typeof token !== "function" && !hasGetToken(token)) {
    report(
      ["token"],
      token === undefined ? "is missing" : "must be a text, a function or an object with getToken()",
      "Give the token, or what fetches it.",
    );
  }
  const areScopes = Array.isArray(scopes) && scopes.every((scope) => typeof scope === "string" && scope !== "");
  if (scopes !== undefined && !areScopes)
    report(["scopes"], "must be a list of texts", `Write them as ["api://…/.default"].`);
  if (hasGetToken(token) && (!areScopes || scopes.length === 0)) {
    report(
      ["scopes"],
      "is missing, and an object with getToken() must be told what for",
      "Name the ERP's application, such as api://…/.default.",
    );
  }
}

function hasGetToken(token: unknown): boolean {
  return (
    typeof token === "object" && token !== null && typeof (token as { getToken?: unknown }).getToken === "function"
  );
}
