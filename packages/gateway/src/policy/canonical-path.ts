/**
 * The percent-encodings that a path may hold, with upper-case digits as the ERPs' clients write them. A key such as
 * `Customers('New%20York')` needs them, and decoding them yields no character that separates, ends or climbs anything.
 * All else is refused, for what it could turn into upstream: `%2e` a dot segment, `%2f` and `%5c` a separator, `%25` a
 * second decoding, `%00` an end, letters another name, `%C0%AF` and `%u` whatever the decoder makes of them.
 */
const HARMLESS: ReadonlySet<string> = new Set(["20", "27", "28", "29", "2C"]);

// Which ASCII characters a path may hold as they are: RFC 3986's pchar without `;` (Java and .NET servers read path
// parameters from it) and with `/` and `%` looked at on their own.
const PLAIN: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9\-._~!$&'()*+,=:@]/.test(String.fromCharCode(code)),
);

const SLASH = 0x2f;
const PERCENT = 0x25;

/**
 * Whether a path (the request target up to `?`) is in the one form in which policy may judge it and send it on, byte for
 * byte. Nothing is repaired: a proxy that rewrites a path judges one text and sends another, and every auth bypass of
 * that family begins there. Absolute-form targets fail because they do not begin with a slash.
 *
 * @param path as it stood in the request line
 */
export function isCanonicalPath(path: string): boolean {
  if (path.charCodeAt(0) !== SLASH) return false;
  let segmentStart = 1;
  for (let at = 1; at < path.length; at++) {
    const code = path.charCodeAt(at);
    if (code === SLASH) {
      if (!isCanonicalSegment(path, segmentStart, at)) return false;
      segmentStart = at + 1;
    } else if (code === PERCENT) {
      if (!HARMLESS.has(path.slice(at + 1, at + 3))) return false;
      at += 2;
    } else if (PLAIN[code] !== true) return false;
  }
  return segmentStart === path.length || isCanonicalSegment(path, segmentStart, path.length);
}

/**
 * No empty segment (`//host` is an authority to some readers), none that ends in a dot or a blank (`.`, `..`, and what
 * Windows drops from the end of a name, so that `admin.` and `admin%20` are `admin` to IIS), none that begins with a blank.
 */
function isCanonicalSegment(path: string, start: number, end: number): boolean {
  if (start === end || path.charCodeAt(end - 1) === 0x2e) return false;
  return !path.startsWith("%20", start) && !(end - start >= 3 && path.startsWith("%20", end - 3));
}
