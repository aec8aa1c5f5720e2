import type { IncomingHttpHeaders } from "node:http";
import type { Mount } from "../connections/mount.ts";

// Hop-by-hop, and Set-Cookie: an ERP's cookies name the session of the gateway's own login, which all callers share.
// What the ERP says about web pages is about callers of its own.
const DROPPED: ReadonlySet<string> = new Set([
  "access-control-allow-credentials",
  "access-control-allow-headers",
  "access-control-allow-methods",
  "access-control-allow-origin",
  "access-control-expose-headers",
  "access-control-max-age",
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-connection",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const ADDRESSES: ReadonlySet<string> = new Set(["location", "content-location"]);

/**
 * The ERP's response headers as the caller gets them: names and values in turn, for `writeHead`. undici has already made
 * an object of them with lower-case names; reading that is cheaper than decoding its raw buffers once more.
 *
 * @param mountUrl where callers find the connection
 */
export function responseHeaders(received: IncomingHttpHeaders, mount: Mount, mountUrl: string): string[] {
  const headers: string[] = [];
  for (const name in received) {
    if (DROPPED.has(name)) continue;
    const value = received[name];
    if (typeof value === "string") {
      if (!ADDRESSES.has(name)) headers.push(name, value);
      else pushAddress(headers, name, value, mount, mountUrl);
    } else if (value !== undefined) for (const each of value) headers.push(name, each);
  }
  const { connection } = received;
  if (connection !== undefined && !/^(?:keep-alive|close)$/i.test(connection)) dropListed(headers, connection);
  return headers;
}

function dropListed(headers: string[], connection: string): void {
  const listed = new Set(
    connection
      .toLowerCase()
      .split(",")
      .map((name) => name.trim()),
  );
  for (let at = headers.length - 2; at >= 0; at -= 2) {
    if (listed.has(headers[at] ?? "")) headers.splice(at, 2);
  }
}

/**
 * An address below the ERP's base URL becomes the same one at the gateway, as with P21's 307 to the slashed form. Any other
 * is left out: a caller that followed it would carry its gateway credential to a host of somebody else's choosing, and
 * learn where the ERP lives.
 */
function pushAddress(headers: string[], name: string, value: string, mount: Mount, mountUrl: string): void {
  const path = value.startsWith(`${mount.origin}/`) ? value.slice(mount.origin.length) : value;
  const { basePath } = mount;
  if (!path.startsWith("/") || path.startsWith("//") || path.startsWith("/\\")) return;
  if (!path.startsWith(`${basePath}/`) || path.split(/[/?#]/).includes("..")) return;
  headers.push(name, `${mountUrl}${path.slice(basePath.length)}`);
}
