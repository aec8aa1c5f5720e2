import type { Reason } from "../reason.ts";

/** What one pass over a request's header lines finds. */
export interface RequestHeaders {
  /** What may be sent on: names and values in turn, as they came. */
  readonly passing: string[];
  authorization: string | undefined;
  apiKey: string | undefined;
  /** Of the web page that calls, where one does. It is for the gateway: the ERP has rules of its own about its own pages. */
  origin: string | undefined;
  /** The header that a dialect reads and writes anew. */
  context: string | undefined;
  /** By which a write that is sent again is known. It passes as well. */
  idempotencyKey: string | undefined;
  /** -1: not stated. */
  contentLength: number;
  chunked: boolean;
  /** Whether the caller waits for `100 Continue` before it sends the body. */
  waitsForContinue: boolean;
  /** Whether a Host line was there. */
  namesHost: boolean;
  /** Why the request cannot be served, if so. */
  fault: Reason | undefined;
}

export const hasBody = ({ chunked, contentLength }: RequestHeaders): boolean => chunked || contentLength > 0;

/** What is done with a header, by its name. */
type Action =
  | "pass"
  | "drop"
  | "authorization"
  | "api-key"
  | "context"
  | "origin"
  | "connection"
  | "idempotency-key"
  | "content-length"
  | "transfer-encoding"
  | "expect"
  | "host"
  | "refuse";

// Hop-by-hop (RFC 9110 7.6.1) and what is written anew for the next hop.
const HOP_BY_HOP: readonly string[] = [
  "keepalive",
  "te",
  "trailer",
  "upgrade",
  "proxyauthorization",
  "proxyconnection",
  "http2settings",
];

// Where some servers read the caller's identity, address or the path from. Policy reads the request line and the
// credential alone; an ERP behind this gateway must not be told otherwise by a caller.
const CLAIMS: readonly string[] = [
  "cookie",
  "cookie2",
  "forwarded",
  "xrealip",
  "xclientip",
  "trueclientip",
  "cfconnectingip",
  "xrewriteurl",
  "xhost",
  "remoteuser",
  "xremoteuser",
  "xarrclientcert",
  "xarrssl",
  "xclientcert",
  "sslclientcert",
];
const CLAIM_FAMILIES: readonly string[] = ["xforwarded", "xoriginal", "xmsclientprincipal", "xmstoken", "xerpgate"];

// OData and .NET servers take the method from here; a POST judged as a read could then delete. Dropping the header would
// turn what was meant as an update into an insert, so the request is refused.
const METHOD_OVERRIDES: readonly string[] = ["xhttpmethod", "xhttpmethodoverride", "xmethodoverride"];

// Exact names, as they must be spelled to be read as what they are. In every other spelling they are dropped below.
const READ: Readonly<Record<string, Action>> = {
  authorization: "authorization",
  "x-api-key": "api-key",
  connection: "connection",
  "idempotency-key": "idempotency-key",
  origin: "origin",
  "content-length": "content-length",
  "transfer-encoding": "transfer-encoding",
  expect: "expect",
  host: "host",
};

const MOST_NAMES = 1000;
const MOST_LINES = 200;

/** Reads header lines. One per gateway, because it remembers what is done with each spelling of a name. */
export class RequestHeaderReader {
  readonly #actions = new Map<string, Action>();
  readonly #dropped: ReadonlySet<string>;
  readonly #context: ReadonlySet<string>;

  /**
   * @param identity names of headers in which an ERP takes a credential or a user
   * @param context names of headers that a dialect reads and writes anew
   */
  constructor(identity: readonly string[], context: readonly string[]) {
    const injected = ["authorization", "x-api-key", "api-key", ...identity, ...context];
    this.#dropped = new Set([...injected, ...HOP_BY_HOP, ...CLAIMS].map(squeezed));
    this.#context = new Set(context);
  }

  /** @param raw names and values in turn, as node:http gives them */
  read(raw: readonly string[]): RequestHeaders {
    const found: RequestHeaders = {
      passing: [],
      authorization: undefined,
      apiKey: undefined,
      origin: undefined,
      context: undefined,
      idempotencyKey: undefined,
      contentLength: -1,
      chunked: false,
      waitsForContinue: false,
      namesHost: false,
      fault: raw.length > 2 * MOST_LINES ? "header.too-many" : undefined,
    };
    for (let at = 0; at < raw.length; at += 2) {
      const name = raw[at] ?? "";
      const action = this.#actions.get(name) ?? this.#learn(name);
      if (action === "pass") found.passing.push(name, raw[at + 1] ?? "");
      else if (action !== "drop") apply(found, action, raw[at + 1] ?? "");
    }
    return found;
  }

  #learn(name: string): Action {
    const action = this.#actionOf(name.toLowerCase());
    if (this.#actions.size >= MOST_NAMES) this.#actions.clear();
    this.#actions.set(name, action);
    return action;
  }

  #actionOf(name: string): Action {
    if (Object.hasOwn(READ, name)) return READ[name] ?? "drop";
    if (this.#context.has(name)) return "context";
    const bare = squeezed(name);
    if (METHOD_OVERRIDES.includes(bare)) return "refuse";
    const isClaim = this.#dropped.has(bare) || CLAIM_FAMILIES.some((family) => bare.startsWith(family));
    return isClaim || Object.keys(READ).some((exact) => squeezed(exact) === bare) ? "drop" : "pass";
  }
}

/**
 * A name without letter case and punctuation. CGI, WSGI and ASP.NET's server variables write `X-Api-Key` and `X_Api_Key`
 * alike, so every spelling that comes to the same counts as the same.
 */
function squeezed(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function apply(found: RequestHeaders, action: Exclude<Action, "pass" | "drop">, value: string): void {
  switch (action) {
    case "authorization":
      if (found.authorization !== undefined) found.fault = "credential.duplicated";
      found.authorization = value;
      return;
    case "api-key":
      if (found.apiKey !== undefined) found.fault = "credential.duplicated";
      found.apiKey = value;
      return;
    case "context":
      if (found.context !== undefined) found.fault = "context.unusable";
      found.context = value;
      return;
    case "origin":
      found.origin = found.origin === undefined ? value : "null";
      return;
    case "connection":
      if (!isPlainConnection(value)) dropListed(found.passing, value);
      return;
    case "idempotency-key":
      if (found.idempotencyKey !== undefined || value === "" || value.length > 255)
        found.fault = "idempotency.malformed";
      found.idempotencyKey = value;
      found.passing.push("idempotency-key", value);
      return;
    case "content-length":
      if (found.contentLength >= 0 || found.chunked || !/^\d{1,15}$/.test(value)) found.fault = "framing.ambiguous";
      found.contentLength = Number(value);
      return;
    case "transfer-encoding":
      if (found.contentLength >= 0 || found.chunked || value.toLowerCase() !== "chunked")
        found.fault = "framing.ambiguous";
      found.chunked = true;
      return;
    case "expect":
      found.waitsForContinue = true;
      return;
    case "host":
      // Two are two answers to which connection is meant (RFC 9112 3.2): a proxy in front may have read the other one.
      if (found.namesHost) found.fault = "framing.ambiguous";
      found.namesHost = true;
      return;
    case "refuse":
      found.fault = "header.method-override";
  }
}

const isPlainConnection = (value: string): boolean =>
  value === "keep-alive" || value === "close" || value === "Keep-Alive";

/**
 * Headers that the caller's Connection header names are for this hop only. They are taken from what the caller sent,
 * before anything is injected: `Connection: x-api-key` must not cost the ERP's own key (CVE-2024-45410 and its kin).
 */
function dropListed(passing: string[], value: string): void {
  const listed = new Set(
    value
      .toLowerCase()
      .split(",")
      .map((name) => name.trim()),
  );
  for (let at = passing.length - 2; at >= 0; at -= 2) {
    if (listed.has((passing[at] ?? "").toLowerCase())) passing.splice(at, 2);
  }
}
