// Longer than a screen because it is one list of what is done to requests, and its tables are most of it.
import type { Random } from "./random.ts";

/** A request that is whole and right, before anything is done to it. */
export interface SeedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: string;
}

type List = readonly [string, ...string[]];
type Part = { method: string; target: string; version: string; headers: string[]; body: string };

const METHODS: List = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "MERGE",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "get",
  "QUERY",
  "G\tET",
  "",
];
const PIECES: List = [
  "/",
  "//",
  "/./",
  "/../",
  "..",
  ".",
  "%2e%2e",
  "%2E",
  "%2f",
  "%5c",
  "\\",
  ";",
  ";a=b",
  "%3b",
  "#",
  "%23",
  "?",
  "%3f",
  "%00",
  "%0d%0a",
  "%25",
  "%252e",
  "%u002e",
  "%u0063",
  "%c0%af",
  "%c3%a9",
  "%EF%BC%8E",
  "%20",
  "+",
  " ",
  "\t",
  "\u0001",
  "\u0080",
  "\u00ff",
  "@",
  ":",
  "http://evil.example",
  "//evil.example",
  "Erp.BO.VendorSvc",
  "Vendors",
  "Erp.BO.CustomerSvc",
  "Parts",
  "EPIC07",
  "EPIC06",
  "$batch",
  "$metadata",
  "('EPIC06',1)",
  "('a%2Fb')",
  "GetByID",
  "Update",
  "api",
  "v1",
  "v2",
  "odata",
  "efx",
  "Lib",
  "Run",
  "customer",
  "supplier",
  "/kinetic",
  "/p21",
  "*",
  "TokenResource.svc",
  "security/token",
  "admin",
  "uiserver0",
];
const QUERIES: List = [
  "$top=1",
  "$top=6",
  "$TOP=9",
  "$select=PartNum",
  "$select=Secret",
  "$select=PartNum&$select=Secret",
  "$expand=Secrets",
  "%24expand=x",
  "$%65xpand=x",
  "%u0024expand=x",
  "$filter=Secret eq 1".replaceAll(" ", "%20"),
  "$filter=PartNum%20eq%20'1'",
  "$orderby=Secret",
  "company=EPIC07",
  "Company=EPIC06",
  "%63ompany=EPIC07",
  "%u0063ompany=EPIC07",
  "+company=EPIC07",
  "a=1;company=EPIC07",
  "api-key=x",
  "%61pi-key=x",
  "&",
  "=",
  "#",
  "$filter=customer/id%20eq%201",
  "select=a/b",
  "$apply=x",
  "%",
  "%zz=1",
];
const HEADERS: List = [
  "Connection: close",
  "Connection: x-api-key, authorization",
  "Connection: host",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: identity",
  "Transfer-Encoding : chunked",
  "Content-Length: 0",
  "Content-Length: 5",
  "Content-Length: +5",
  "content-length: 5",
  "Content-Length: 5, 5",
  "Host: evil.example",
  "X-HTTP-Method-Override: DELETE",
  "X_HTTP_Method: DELETE",
  "X-Original-URL: /kinetic/Vendors",
  "X-Forwarded-Host: evil.example",
  "X-Forwarded-Uri: /x",
  "X-Original-Method: GET",
  "Cookie: a=b",
  "License: {}",
  "SessionInfo: {}",
  'CallSettings: {"Company":"EPIC07"}',
  'CallSettings: {"Company":"EPIC06"}',
  'CallSettings: {"company":"EPIC07","Company":"EPIC06"}',
  "CallSettings: x",
  "Authorization: Bearer x",
  "Authorization: Basic eDp5",
  "X-Api-Key: x",
  "x_api_key: x",
  "api-key: x",
  "username: x",
  "password: x",
  "Expect: 100-continue",
  "Expect: x",
  "Upgrade: websocket",
  "Trailer: X",
  "TE: trailers",
  "Idempotency-Key: k",
  "Idempotency-Key: ",
  "Content-Type: text/plain",
  "Content-Type: application/json",
  "Origin: https://a.example",
  "Access-Control-Request-Method: GET",
  "X-A: \u0001",
  "X-A: \u00ff",
  " folded",
  "no colon",
  ": no name",
  "X-A: a\rb",
  "X-A: a\nX-Api-Key: y",
  "Content-Encoding: gzip",
  "Range: bytes=0-1",
];
const BODIES: List = [
  "",
  "{}",
  "0\r\n\r\n",
  "2\r\n{}\r\n0\r\n\r\n",
  "2;a=b\r\n{}\r\n0\r\n\r\n",
  "5\r\n{}\r\n0\r\n\r\n",
  "ffffffffffffffff\r\nx",
  "GET /kinetic/api/v1/Erp.BO.VendorSvc/Vendors HTTP/1.1\r\nHost: a\r\n\r\n",
  "--b\r\n",
  "--b--\r\n",
  '{"requests":[]}',
  "\0\0\0",
  "2\n{}\n0\n\n",
  "0\r\nX-Trailer: 1\r\n\r\n",
];
const VERSIONS: List = [
  "HTTP/1.1",
  "HTTP/1.1",
  "HTTP/1.1",
  "HTTP/1.0",
  "HTTP/2.0",
  "HTTP/0.9",
  "HTTP/1.1 ",
  "http/1.1",
  "HTTP/1.10",
];

/**
 * One case: the bytes of a request, or of two on one connection, with some things done to them.
 * @param mark stands in a header of each, so that what arrives can be told apart
 */
export function mutated(random: Random, seeds: readonly [SeedRequest, ...SeedRequest[]], mark: string): Buffer {
  const count = random.chance(0.06) ? 2 : 1;
  const texts = Array.from({ length: count }, () => {
    const seed = random.one(seeds);
    const part: Part = { ...seed, version: "HTTP/1.1", headers: [...seed.headers, `X-Fuzz: ${mark}`] };
    for (let left = random.below(4); left > 0; left -= 1) change(random, part, seeds);
    return written(random, part);
  });
  let text = texts.join("");
  for (let left = random.chance(0.15) ? 1 + random.below(3) : 0; left > 0; left -= 1) text = scratched(random, text);
  return Buffer.from(text, "latin1");
}

function change(random: Random, part: Part, seeds: readonly [SeedRequest, ...SeedRequest[]]): void {
  const at = random.below(part.target.length + 1);
  const atHeader = random.below(part.headers.length + 1);
  switch (random.below(12)) {
    case 0:
      part.method = random.one(METHODS);
      return;
    case 1:
    case 2:
      part.target = part.target.slice(0, at) + random.one(PIECES) + part.target.slice(at);
      return;
    case 3: {
      const segments = part.target.split("/");
      segments[random.below(segments.length)] = random.one(PIECES);
      part.target = segments.join("/");
      return;
    }
    case 4:
      part.target += (part.target.includes("?") ? "&" : "?") + random.one(QUERIES);
      return;
    case 5:
      // A character as its escape, which says the same to some and something else to others.
      part.target = `${part.target.slice(0, at)}%${(part.target.charCodeAt(at) || 47).toString(16)}${part.target.slice(at + 1)}`;
      return;
    case 6:
    case 7:
      part.headers.splice(atHeader, 0, random.one(HEADERS));
      return;
    case 8:
      part.headers.splice(atHeader, 1, ...(random.chance(0.5) ? [] : [random.one(HEADERS)]));
      return;
    case 9:
      part.body = random.chance(0.5) ? random.one(BODIES) : part.body + random.one(BODIES);
      return;
    case 10:
      // Somebody else's credential, or a second one.
      part.headers.splice(atHeader, random.below(2), random.one(random.one(seeds).headers as List));
      return;
    default:
      part.target = random.one(seeds).target;
      if (random.chance(0.3)) part.version = random.one(VERSIONS);
  }
}

function written(random: Random, { method, target, version, headers, body }: Part): string {
  const framed = headers.some((line) => /^(?:content-length|transfer-encoding)/i.test(line));
  const length =
    body === "" || (framed && random.chance(0.7))
      ? []
      : [`Content-Length: ${body.length + (random.chance(0.05) ? random.below(7) - 3 : 0)}`];
  return [`${method} ${target} ${version}`, "Host: gateway", ...headers, ...length, "", body].join("\r\n");
}

/** Bytes changed, taken out, doubled or cut off. */
function scratched(random: Random, text: string): string {
  const at = random.below(text.length);
  const length = 1 + random.below(6);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2:
      return text.slice(0, at + length) + text.slice(at);
    case 3:
      return text.slice(0, at);
    default:
      return text.slice(0, at) + random.one(["\r\n", "\n", "\r", "\0", " ", "\t", "\r\n\r\n"]) + text.slice(at);
  }
}
