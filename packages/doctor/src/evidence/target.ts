/** An address taken apart without the URL class, which throws on half of what people paste. */
export interface Target {
  readonly host: string | undefined;
  readonly path: string;
  readonly query: string;
  /** `user:password` before the host. */
  readonly userinfo: string | undefined;
}

/** A place that a variable or a placeholder stands for, as in `$BASE/api`, `{{base}}/api`, `<host>/api`. */
export const PLACEHOLDER: string = String.raw`(?:\$\{?\w{1,40}\}?|\{\{[\w .-]{1,40}\}\}|%\w{1,40}%|\{[\w.-]{1,40}\}|\.{3}|\u2026|<[\w -]{1,30}>)`;
/** A service of Kinetic without what stands before it, as `Erp.BO.PartSvc/Parts`. */
export const SERVICE: string = String.raw`(?:(?:Erp|Ice)\.\w{2,8}\.\w{2,60}Svc/|BaqSvc/|TokenResource\.svc)`;
const UNKNOWN_BASE = new RegExp(`^(?:https?://)?${PLACEHOLDER}/?(?=/|api/|odata|ui|(?:Erp|Ice)\\.|BaqSvc)`);

/** Reads `https://host/path?query` or `/path?query`; a text that is neither becomes a path. */
export function readTarget(whole: string): Target {
  const text = whole
    .replace(UNKNOWN_BASE, "")
    .replace(/^(?=api\/|odata|ui|(?:Erp|Ice)\.\w|BaqSvc\/|TokenResource\.svc)/i, "/");
  if (text !== whole) return { ...targetOf(text), path: withInstance(targetOf(text).path) };
  return targetOf(whole);
}

/** The instance of a Kinetic address is part of what the placeholder stands for. */
function withInstance(path: string): string {
  return /^\/(?:api\/v[12](?:\/|$)|TokenResource\.svc|(?:Erp|Ice)\.\w|BaqSvc\/)/i.test(path) ? `/base${path}` : path;
}

function targetOf(text: string): Target {
  const [, userinfo, host, rest] = /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#@]*)@)?([^/?#]*)(.*)$/i.exec(text) ?? [];
  const below = (host === undefined ? text : (rest ?? "")).split("#")[0] ?? "";
  const mark = below.indexOf("?");
  return {
    host: host === undefined || host === "" ? undefined : host.toLowerCase(),
    path: (mark < 0 ? below : below.slice(0, mark)) || "/",
    query: mark < 0 ? "" : below.slice(mark + 1),
    userinfo,
  };
}

/** Names and values of a query; percent-encoding taken off where it is sound. */
export function queryParameters(query: string): readonly (readonly [string, string])[] {
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const at = part.indexOf("=");
      return at < 0 ? [decoded(part), ""] : [decoded(part.slice(0, at)), part.slice(at + 1)];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
