// Longer than a screen because it is one text: the policy of the fuzzed gateway, told a second time. It shares no code with the gateway,
// and reads what arrives as the most lenient of servers would: what any reader could take for something else must be allowed as that, too.

/** A request as it arrived at the ERP's place. */
export interface Arrived {
  readonly method: string;
  readonly target: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** Who was registered for what. */
export type Who = "reader" | "writer" | "limited" | "p21";

/** What the gateway alone may say to the ERP. */
export interface ErpLogin {
  readonly host: string;
  readonly apiKey: string;
  /** Whole Authorization values, for Kinetic and for P21. */
  readonly kinetic: string;
  readonly prophet21: string;
}

const CUSTOMERS =
  /^\/erp11\/api\/(?:v1|v2\/odata\/EPIC06)\/erp\.bo\.customersvc(?:\/|\/\$metadata\/?|\/([a-z_]\w*)(\(.+\))?)?$/i;
const PARTS = /^\/erp11\/api\/(?:v1|v2\/odata\/EPIC06)\/erp\.bo\.partsvc(?:\/|\/\$metadata\/?|\/(Parts)(\(.+\))?)?$/i;
const FUNCTION = /^\/ERP11\/api\/v2\/efx\/EPIC06\/Lib\/Run\/?$/i;
const SUPPLIER = /^\/p21\/odataservice\/odata\/(?:table|view)(?:\/|\/\$metadata\/?|\/supplier\/?)?$/i;
const P21_API =
  /^\/p21\/(?:api\/(?!(?:admin|security|ui|odata|dataservices|v\d+)(?:\/|$))[a-z0-9_][\w.-]*(?:\/[^/]+)*\/?|uiserver0\/ui\/common\/v1\/serverinfo\/?)$/i;
const READING_POSTS = ["GetByID", "GetList", "GetRows", "GetBySysRowID", "GetBySysRowIDs"];
const BATCH = /^\/erp11\/api\/(?:v1|v2\/odata\/[\w-]+)(?:\/[\w.-]+svc)?\/\$batch$/i;
const NEVER =
  /^(?:cookie|license|sessioninfo|username|password|api-?key|forwarded|x-forwarded.*|x-http-method.*|x-method-override|x-original-.*|x-rewrite-url|consumer_key|appkey|remote-user)$/;

/** @returns why the request may not have been sent for any of these; undefined where it may */
export function whyForbidden(arrived: Arrived, senders: readonly Who[], login: ErpLogin): string | undefined {
  const inHeaders = headerFault(arrived, login);
  if (inHeaders !== undefined) return inHeaders;
  if (/^(?:GET|HEAD)$/.test(arrived.method) && arrived.body !== "") return "a body on a read";
  const reasons = senders.map((who) => whyForbiddenTo(who, arrived));
  return reasons.includes(undefined) ? undefined : reasons.join("; ") || "no credential was sent";
}

function headerFault({ rawHeaders, target }: Arrived, login: ErpLogin): string | undefined {
  const values = (name: string): readonly string[] =>
    rawHeaders.filter((_value, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
  const names = rawHeaders.filter((_name, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const bad = names.find((name) => NEVER.test(name.replaceAll("_", "-")) && name !== "x-api-key");
  if (bad !== undefined) return `the header ${bad}`;
  const isP21 = /^\/p21\//i.test(target);
  if (values("authorization").join() !== (isP21 ? login.prophet21 : login.kinetic)) return "another Authorization";
  if (!isP21 && values("x-api-key").join() !== login.apiKey) return "another x-api-key";
  if (isP21 && values("x-api-key").length > 0) return "an x-api-key at P21";
  if (values("host").join() !== login.host) return "another Host";
  if (
    values("content-length").length > 1 ||
    (values("content-length").length > 0 && values("transfer-encoding").length > 0)
  )
    return "framing that is not clear";
  const settings = values("callsettings");
  if (settings.length > 1) return "two CallSettings";
  // Every company that any reader of JSON could find in it.
  for (const [, company] of (settings[0] ?? "").matchAll(/"company"\s*:\s*"([^"]*)"/gi))
    if (company !== "EPIC06") return `CallSettings for ${company}`;
  return undefined;
}

function whyForbiddenTo(who: Who, arrived: Arrived): string | undefined {
  const question = arrived.target.indexOf("?");
  const path = question < 0 ? arrived.target : arrived.target.slice(0, question);
  const query = question < 0 ? "" : arrived.target.slice(question + 1);
  if (arrived.target.includes("#")) return "a fragment";
  if (BATCH.test(path)) return who === "p21" ? "a batch" : whyBatchForbidden(who, arrived);
  const strange = readingsOf(path).find((reading) => !mayReach(who, arrived.method, reading));
  if (strange !== undefined) return `${who} ${arrived.method} ${strange}`;
  return queryFault(who, arrived.method, path, query);
}

/** All that a path could be to somebody: as it is, decoded once and over, with other slashes, without parameters, dots resolved. */
function readingsOf(path: string): readonly string[] {
  const decodings = [path];
  for (let text = path, time = 0; time < 4; time += 1) decodings.push((text = lenient(text)));
  const texts = new Set(decodings);
  for (const text of decodings) {
    texts.add(text.replaceAll("\\", "/"));
    texts.add(text.replaceAll(/;[^/]*/g, ""));
    texts.add(text.replaceAll(/[?#].*$/gs, ""));
    texts.add(text.replaceAll(/[. \0]+(?=\/|$)/g, ""));
    texts.add(text.normalize("NFKC"));
  }
  for (const text of texts) texts.add(resolved(text.replaceAll("\\", "/")));
  return [...texts];
}

/** Decodes what can be, also in sixteen bits, and lets the rest stand. */
function lenient(text: string): string {
  return text
    .replaceAll(/%u([0-9a-f]{4})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

function resolved(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/").slice(1)) {
    if (segment === "..") kept.pop();
    else if (segment !== "." && segment !== "") kept.push(segment);
  }
  return `/${kept.join("/")}${path.endsWith("/") && kept.length > 0 ? "/" : ""}`;
}

function mayReach(who: Who, method: string, path: string): boolean {
  // What stands in a key is one value to OData, whatever it holds; it ends with the last parenthesis.
  const plain = path.replace(/\(.*\)$/s, "(key)");
  const reads = method === "GET" || method === "HEAD";
  switch (who) {
    case "reader": {
      const [found, member] = CUSTOMERS.exec(plain) ?? [];
      return found !== undefined && (reads || (method === "POST" && READING_POSTS.includes(member ?? "")));
    }
    case "writer": {
      const [found, member] = CUSTOMERS.exec(plain) ?? [];
      return (found !== undefined && (reads || member !== undefined)) || FUNCTION.test(plain);
    }
    case "limited":
      return reads && PARTS.test(plain);
    case "p21":
      return (reads && SUPPLIER.test(plain)) || P21_API.test(plain);
  }
}

function queryFault(who: Who, method: string, path: string, query: string): string | undefined {
  const pairs = query.split(/[&;]/).map((pair) => {
    const equals = pair.indexOf("=");
    const text = (part: string): string => lenient(part.replaceAll("+", " "));
    return [text(equals < 0 ? pair : pair.slice(0, equals)), text(equals < 0 ? "" : pair.slice(equals + 1))] as const;
  });
  for (const [name, value] of pairs) {
    const squeezed = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
    if (/^(?:apikey|xapikey|accesstoken|password|clientsecret|consumerkey|appkey|authorization)$/.test(squeezed))
      return "a credential in the query";
    if (/\/api\/v1\//i.test(path) && name.trim().toLowerCase() === "company" && value !== "EPIC06")
      return "another company";
    if (who === "p21" && /odataservice/i.test(path) && /^\$?(?:expand|apply|compute|levels)$/i.test(name.trim()))
      return `${name} at P21`;
  }
  const rows = path.endsWith("/Parts");
  if (who !== "limited" || !(rows || /\/Parts\(/.test(path)) || method === "POST") return undefined;
  const values = (wanted: string): readonly string[] =>
    pairs.filter(([name]) => name === wanted).map(([, value]) => value);
  const columns = (values("$select")[0] ?? "").split(",").map((column) => column.trim());
  if (values("$select").length !== 1 || !columns.every((column) => ["PartNum", "Name"].includes(column)))
    return "columns that are not open";
  if (rows && (values("$top").length !== 1 || !(Number(values("$top")[0]) <= 5))) return "more rows than are open";
  return pairs.some(([name]) => /expand|apply|compute/i.test(name)) ? "another table" : undefined;
}

/** Every part of it, in either form, by the boundary that it came with. */
function whyBatchForbidden(who: Who, { body, method, rawHeaders }: Arrived): string | undefined {
  if (method !== "POST") return "a batch that is not posted";
  const parts = body.startsWith("{") ? jsonParts(body) : multipartParts(body, rawHeaders);
  if (parts.length === 0) return "a batch in which nothing can be read";
  for (const [, company] of body.matchAll(/"company\\*"\s*:\s*\\*"([^"\\]*)/gi))
    if (company !== "EPIC06") return `a part for ${company}`;
  return parts
    .map((part) =>
      BATCH.test(part.target) ? "a batch in a batch" : whyForbiddenTo(who, { ...part, rawHeaders: [], body: "" }),
    )
    .find((reason) => reason !== undefined);
}

type Line = Pick<Arrived, "method" | "target">;

function jsonParts(body: string): readonly Line[] {
  const { requests } = JSON.parse(body) as {
    readonly requests: readonly { readonly method: string; readonly url: string }[];
  };
  return requests.map(({ method, url }) => ({ method, target: url }));
}

function multipartParts(body: string, rawHeaders: readonly string[]): readonly Line[] {
  const boundary =
    /boundary=([\w-]+)/.exec(rawHeaders.find((value) => value.startsWith("multipart/")) ?? "")?.[1] ?? "";
  const sections = body.split(new RegExp(`^--(?:changeset_\\d+_)?${boundary}(?:--)?\\r?$`, "m"));
  return sections.flatMap((section) => {
    const line = /^Content-Type: application\/http[^]*?\r\n\r\n(\S+) (\S+) HTTP/m.exec(section);
    return line === null ? [] : [{ method: line[1] ?? "", target: line[2] ?? "" }];
  });
}
