import { ErpgateError } from "../errors.ts";

const refuse = (why: string): never => {
  throw new ErpgateError("REQUEST_INVALID", `the path ${why}`);
};

/** What most paths look like: nothing in them needs a second look. */
const PLAIN = /^(?:\/[A-Za-z0-9_~!$'()*+,=:@-][A-Za-z0-9._~!$'()*+,=:@-]*)*\/?$/;
const KEY_IN_QUERY = /[?&]api(?:-|_|%2d|%5f)?key=/i;

/**
 * A path as it may be sent: it stays below the base URL, whatever reads it on the way, and holds no secret. Blanks and other
 * characters that a URL cannot hold are percent-encoded, so that a filter can be written as it is read.
 *
 * @param path begins with a slash; may hold a query
 * @throws {ErpgateError} REQUEST_INVALID; the message never repeats the path
 */
export function checkTarget(path: string): string {
  const query = path.indexOf("?");
  const names = query < 0 ? path : path.slice(0, query);
  if (!PLAIN.test(names)) checkNames(names);
  if (path.includes("#")) refuse("holds a #, which would cut it off; write %23");
  // A key in a URL ends up in the logs of IIS and of every proxy on the way.
  if (query >= 0 && KEY_IN_QUERY.test(path)) refuse(`carries the API key; give it once as the "apiKey" option`);
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  if (/[\u0000-\u001f\u007f]/.test(path)) refuse("holds a control character");
  return /^[\u0021-\u007e]*$/.test(path) ? path : encodeRest(path);
}

function checkNames(names: string): void {
  if (!names.startsWith("/") || names.startsWith("//")) refuse("must begin with one slash");
  if (names.includes("\\")) refuse("holds a backslash");
  if (/\/\/|(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(names))
    refuse("holds an empty, `.` or `..` segment, which would lead elsewhere");
}

function encodeRest(path: string): string {
  if (!path.isWellFormed()) refuse("holds half of a surrogate pair");
  return path.replace(/[^\u0021-\u007e]/gu, (character) => encodeURIComponent(character));
}
