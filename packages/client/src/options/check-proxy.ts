import { fault, under } from "./report.ts";
import type { Report } from "./report.ts";
import { readFields, readSecret, readText } from "./read-option.ts";

/** Checks the option `proxy`. */
export function checkProxy(value: unknown, report: Report): void {
  if (value === undefined || value === "environment" || value === "none") return;
  if (typeof value !== "object") {
    const fix = `Give "environment", "none" or an object, as { "url": "http://proxy.example.com:8080" }.`;
    return report(["proxy"], "is not a proxy", fix);
  }
  const here = under(report, "proxy");
  const fields = readFields(value, "proxy options", ["url", "username", "password", "bypass"], here);
  if (!fields) return;
  readProxyUrl(fields["url"], ["url"], here);
  const username = readText(fields, "username", here);
  if (username?.includes(":") === true)
    here(["username"], "holds a colon, where Basic would end it", "Use another user.");
  readSecret(fields, "password", "encoded", here);
  if (fields["password"] !== undefined && username === undefined)
    here(["username"], "is missing beside a password", "Give the proxy's user.");
  const { bypass } = fields;
  if (bypass !== undefined && !(Array.isArray(bypass) && bypass.every((host) => typeof host === "string")))
    here(["bypass"], "must be a list of hosts", `Write it as [".example.com", "10.0.0.0/8"].`);
}

/** Reads a proxy's address. A login in it has been taken out before, where one is allowed. */
export function readProxyUrl(value: unknown, path: readonly string[], report: Report): URL | undefined {
  const url = typeof value === "string" ? URL.parse(value) : null;
  const example = `Give an address, as "http://proxy.example.com:8080".`;
  if (value === undefined) return fault(report, path, "is missing", example);
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    const isSocks = url?.protocol.startsWith("socks") === true;
    return fault(report, path, isSocks ? "is a SOCKS proxy, which is not supported" : "is no proxy's address", example);
  }
  if (url.username !== "" || url.password !== "")
    return fault(report, path, "holds a login", "Give it as proxy.username and proxy.password.");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    return fault(report, path, "goes on after the port", example);
  return url;
}
