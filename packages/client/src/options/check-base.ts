import { checkProxy } from "./check-proxy.ts";
import { checkTls } from "./check-tls.ts";
import { ENVIRONMENTS } from "./connection-options.ts";
import { readChoice, readFlag, readTimeout } from "./read-option.ts";
import type { Fields } from "./read-option.ts";
import { readUrl } from "./read-url.ts";
import { under } from "./report.ts";
import type { Report } from "./report.ts";

/** Names of the options that both systems share. */
export const BASE_NAMES: readonly string[] = [
  "system",
  "url",
  "timeoutMs",
  "environment",
  "allowInsecureHttp",
  "tls",
  "proxy",
  "log",
  "tokenStore",
  "auth",
];

/** Checks the options that both systems share, and gives the base URL if it is sound. */
export function checkBase(fields: Fields, report: Report): URL | undefined {
  readTimeout(fields, "timeoutMs", report);
  const isInsecure = readFlag(fields, "allowInsecureHttp", report) ?? false;
  const { log, tokenStore } = fields;
  if (log !== undefined && typeof log !== "function")
    report(["log"], "must be a function", "Give a function that takes one event.");
  const store = tokenStore as Partial<Record<"read" | "write" | "remove", unknown>> | null | undefined;
  if (
    store !== undefined &&
    !(["read", "write", "remove"] as const).every((name) => typeof store?.[name] === "function")
  ) {
    report(["tokenStore"], "must have read, write and remove", "Use createMemoryTokenStore(), or write those three.");
  }
  const isLive = readChoice(fields, "environment", ENVIRONMENTS, report) === "live";
  if (isLive && isInsecure)
    report(["allowInsecureHttp"], "is refused for a connection that is marked live", "Use https.");
  checkTls(fields["tls"], isLive, under(report, "tls"));
  checkProxy(fields["proxy"], report);
  return readUrl(fields["url"], "url", isInsecure, report);
}
