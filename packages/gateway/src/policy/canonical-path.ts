/**
 * The percent-encodings of ASCII that a path may hold, with upper-case digits as the ERPs' clients write them. A key such as
 * `Customers('New%20York')` or an item called `3%22%20PIPE` needs them, and decoding them yields no character that climbs,
 * parts segments, or begins another decoding. All else is refused, for what it could turn into upstream: `%2e` a dot segment,
 * `%2f` and `%5c` a separator, `%3b` a parameter, `%3f` a query, `%25` a second decoding, `%00` an end, letters another name,
 * `%C0%AF` and `%u` whatever the decoder makes of them. Names of tables, services and families hold no escape at all: the
 * dialects see to that.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  "20",
  "21",
  "22",
  "23",
  "24",
  "26",
  "27",
  "28",
  "29",
  "2A",
  "2B",
  "2C",
  "3A",
  "3D",
  "40",
]);

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
      const length = HARMLESS.has(path.slice(at + 1, at + 3)) ? 3 : letterLength(path, at);
      if (length === 0) return false;
      at += length - 1;
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

/**
 * How many characters the escapes of one letter or digit beyond ASCII take, `%C3%A9` being é; 0 where there is none. Of those
 * whose plain form is in ASCII (full-width letters, the Kelvin sign) none passes: a server that simplifies them would read
 * another text.
 */
function letterLength(path: string, at: number): number {
  const first = Number.parseInt(path.slice(at + 1, at + 3), 16);
  const length = first >= 0xf0 ? 12 : first >= 0xe0 ? 9 : first >= 0xc2 ? 6 : 0;
  const escapes = path.slice(at, at + length);
  if (length === 0 || !/^(?:%[0-9A-F]{2})+$/.test(escapes)) return 0;
  const letter = decoded(escapes);
  return /^[\p{L}\p{M}\p{N}]$/u.test(letter) && !/[ -~]/.test(letter.normalize("NFKC")) ? length : 0;
}

function decoded(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return "";
  }
}
