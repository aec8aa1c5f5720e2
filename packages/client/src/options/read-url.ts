import { fault } from "./report.ts";
import type { Report } from "./report.ts";

/** Whether a host name is this computer, so that plain http is seen by nobody else. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

/**
 * Reads an address that credentials will be sent to. What is wrong is reported without the address: it may hold a password.
 *
 * @returns the address without a trailing slash, or undefined
 */
export function readUrl(value: unknown, name: string, allowInsecureHttp: boolean, report: Report): URL | undefined {
  const say = (message: string, fix: string): undefined => fault(report, [name], message, fix);
  if (typeof value !== "string" || value.trim() === "")
    return say("is missing", `Give an address, such as "https://erp.example.com/ERP11PROD".`);
  const url = URL.parse(value);
  if (!url) return say("is no web address", `Begin with "https://" and check for blanks and missing slashes.`);
  if (url.username !== "" || url.password !== "")
    return say("holds a user name or password", "Remove what stands before the @ and give it under auth.");
  if (value.includes("?") || value.includes("#"))
    return say("holds a query or a fragment", "Remove all from the ? or # on.");
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return say("is not an https address", `Begin with "https://".`);
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !allowInsecureHttp) {
    return say(
      "is plain http, which shows password, key and token to everybody on the way",
      `Use https; for a test network set "allowInsecureHttp": true.`,
    );
  }
  if (/\/\/|%2e|%2f|%5c/i.test(url.pathname))
    return say("has a path that proxies and servers may read differently", "Write the path plainly.");
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

/** An address as text, without a trailing slash. */
export function urlText(url: URL): string {
  return `${url.origin}${url.pathname.replace(/\/$/, "")}`;
}
