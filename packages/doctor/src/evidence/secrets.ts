import type { Exchange } from "./evidence.ts";

const MAX_SECRETS = 120;
const SHORTEST = 5;
const LONGEST = 6_000;

const SECRET_HEADER = /^(?:proxy-)?authorization$|api.?key|^password$|consumer.?key|app.?key|cookie|secret|token/i;
const NAMED =
  /(?:password|passwd|pwd|secret|api[-_]?key|consumer[-_ ]?key|app[-_]?key|access_?token|refresh_?token|client_?assertion|assertion|code)["'\\]{0,3}\s{0,3}[:=]\s{0,3}["'\\]{0,3}([^\s"'&,;<>\\]{5,6000})/gi;
const ELEMENT = /<(?:[\w.-]{1,40}:)?(?:password|clientsecret|accesstoken|refreshtoken|appkey)>([^<]{5,6000})/gi;
const ECHO = /(?:Invalid API Key|Consumer Key:?)\s{1,3}["'\\]{0,3}([^\s"'\\.<]{5,400})/gi;
/** curl's `-u name:password`, also within `-sku`, without the blank, and of a proxy. */
const CURL_USER =
  /\s(?:-[a-zA-Z#]{0,10}[uU]|--(?:proxy-)?user)\s{0,3}(?:"[^:"]{0,200}:([^"]{5,200})"|'[^:']{0,200}:([^']{5,200})'|[^\s:"']{0,200}:([^\s"']{5,200}))/g;
/** A name and a password as a program hands them over: `auth=("svc", "…")`, `new NetworkCredential("svc", "…")`. */
const PAIR =
  /(?:\bauth\s{0,3}=\s{0,3}|basic_?auth|Credentials?(?:\.basic)?)\(\s{0,3}["'][^"'\n]{0,100}["']\s{0,3},\s{0,3}(?:Some\(|\(?ConvertTo-SecureString )?["']([^"'\n]{5,200})["']/gi;
const USERINFO = /:\/\/[^/\s:@"']{0,200}:([^/\s@"']{3,400})@/g;
const JWT = /\beyJ[\w-]{6,4000}(?:\.[\w-]{2,12000}){0,2}/g;

/** What a paste shows that nobody else should see, so that it can be masked wherever it would appear. */
export function secretsIn(text: string, exchanges: readonly Exchange[]): readonly string[] {
  const found = new Set<string>();
  const add = (value: string | undefined): void => {
    const plain = value?.trim().replace(/^["']|["']$/g, "") ?? "";
    if (plain.length >= SHORTEST && plain.length <= LONGEST && found.size < MAX_SECRETS) found.add(plain);
  };
  for (const pattern of [NAMED, ELEMENT, ECHO, CURL_USER, PAIR, USERINFO])
    for (const [, ...values] of text.matchAll(pattern)) values.forEach(add);
  for (const [token] of text.matchAll(JWT)) add(token);
  for (const { request } of exchanges)
    for (const { name, value } of request?.headers ?? [])
      if (SECRET_HEADER.test(name)) credentialParts(value).forEach(add);
  return [...found];
}

/** The credential of a header, and the password within a Basic one. */
function credentialParts(value: string): string[] {
  const credential = value.trim().replace(/^(?:Basic|Bearer|ApiKey)\s+/i, "");
  if (!/^\s*Basic/i.test(value)) return [credential];
  const pair = process.getBuiltinModule("node:buffer").Buffer.from(credential, "base64").toString("utf8");
  return [credential, pair.slice(pair.indexOf(":") + 1)];
}
