// Longer than a screen because it is one table of address forms, and a reader must see all of them at once.

/** What a path below a Kinetic base URL names. Texts are as written in the path; Kinetic compares services and companies without regard to case. */
export type KineticAddress =
  | {
      readonly kind: "entity";
      readonly api: KineticApi;
      readonly company: string | undefined;
      readonly service: string;
      readonly entity: string;
      readonly key: string | undefined;
    }
  | {
      readonly kind: "method";
      readonly api: KineticApi;
      readonly company: string | undefined;
      readonly service: string;
      readonly method: string;
    }
  /** `part` is `list` for the list of all BAQs, whose `baq` is the empty text. */
  | {
      readonly kind: "baq";
      readonly api: KineticApi;
      readonly company: string | undefined;
      readonly baq: string;
      readonly part: "data" | "getnew" | "list";
    }
  | {
      readonly kind: "function";
      readonly api: "v2";
      readonly company: string;
      readonly library: string;
      readonly function: string;
      readonly staging: boolean;
    }
  /** A service's own document. */
  | {
      readonly kind: "service";
      readonly api: KineticApi;
      readonly company: string | undefined;
      readonly service: string;
    }
  /** A service's `$metadata`. */
  | {
      readonly kind: "metadata";
      readonly api: KineticApi;
      readonly company: string | undefined;
      readonly service: string;
    }
  /** The list of all services. */
  | { readonly kind: "services"; readonly api: KineticApi; readonly company: string | undefined }
  | { readonly kind: "token" }
  | { readonly kind: "help" };

/** The two generations of Kinetic's REST API. */
export type KineticApi = "v1" | "v2";

// A name is what Kinetic itself gives out. No `%`, `;`, `:` or `\`: whatever would have to be decoded before it is a name
// may be decoded differently by a proxy, by IIS and by us, and is therefore no address that we know.
const NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const ENTITY_WITH_KEY = /^([A-Za-z_][A-Za-z0-9_]*)\(([^()/\\;?#]+)\)$/;
const UNSAFE_KEY = /%(?:2f|5c|25|00|3b|23|3f)|[\u0000-\u001f\u007f]/i;
const SERVICE = /svc$/i;
// Services without OData, methods only: Ice.Lib.*, *.Proc.*, *.Rpt.* (documented).
const METHODS_ONLY = /^Ice\.Lib\.|\.(?:Proc|Rpt)\./i;
// How business-object methods begin. Entity sets are plural nouns (Customers, OrderHeds).
const METHOD_NAME =
  /^(?:Add|Allocate|Approve|Assert|Assign|Before|Build|Calc|Calculate|Can|Cancel|Change|Check|Clear|Close|Confirm|Convert|Copy|Create|Delete|Determine|Disable|Enable|Execute|Find|Generate|Get|Has|Import|Insert|Is|Link|Load|Login|Logout|Lock|Make|Mass|Master|Move|On|Open|Post|Pre|Print|Process|Recalc|Release|Remove|Reset|Return|Run|Save|Set|Start|Stop|Submit|Test|Transfer|Unlock|Update|Validate|Verify|Void)(?=[A-Z0-9_]|$)/;

interface Root {
  readonly api: KineticApi;
  readonly company: string | undefined;
}

/**
 * Reads a path below the base URL: which company, service, entity, method, BAQ or function it names.
 *
 * `Svc/Name` cannot always be told apart by its text. It is read as a method where the service has methods only, or where
 * the name begins with a verb as methods do (`GetByID`, `Update`), and as an entity set otherwise. Nothing may hang on
 * that alone: whether a call reads or writes follows from the HTTP method, which the caller knows, and a POST to either is
 * to be held a write unless the method is known to read.
 *
 * @param path without host, base path and query; with or without its first slash; exactly as it will be sent
 * @returns undefined where the path is not an address that this function knows, or not written in the one plain way
 */
export function readAddress(path: string): KineticAddress | undefined {
  const segments = (path.startsWith("/") ? path.slice(1) : path).split("/");
  const hasSlash = segments.at(-1) === "";
  if (hasSlash) segments.pop();
  if (segments.length === 0 || segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
    return undefined;
  }
  const [first = "", second = "", third = ""] = segments.map((segment) => segment.toLowerCase());
  if (first === "tokenresource.svc") return segments.length === 1 ? { kind: "token" } : undefined;
  if (isHelp(first, second)) return segments.every(isHelpSegment) ? { kind: "help" } : undefined;
  if (first !== "api") return undefined;
  if (second === "v1") return readOdata({ api: "v1", company: undefined }, segments.slice(2), hasSlash);
  if (second === "v2" && third === "odata") return readV2(segments.slice(3), hasSlash);
  if (second === "v2" && third === "efx") return readFunction(segments.slice(3));
  return undefined;
}

function isHelp(first: string, second: string): boolean {
  return (
    (first === "apps" && second === "resthelp") || (first === "api" && (second === "help" || second === "swagger"))
  );
}

function isHelpSegment(segment: string): boolean {
  return /^[A-Za-z0-9_.-]+$/.test(segment);
}

function readV2(segments: readonly string[], hasSlash: boolean): KineticAddress | undefined {
  const [company, ...rest] = segments;
  // A service name in the company's place is a missing company segment: to call it a company would let a policy that
  // allows all companies through to an address that names none.
  if (company === undefined || !NAME.test(company) || SERVICE.test(company)) return undefined;
  return readOdata({ api: "v2", company }, rest, hasSlash);
}

function readOdata(root: Root, segments: readonly string[], hasSlash: boolean): KineticAddress | undefined {
  const [service, name, ...rest] = segments;
  if (service === undefined) return { kind: "services", ...root };
  if (!NAME.test(service) || !SERVICE.test(service)) return undefined;
  if (service.toLowerCase() === "baqsvc") return readBaq(root, name, rest);
  if (rest.length > 0) return undefined;
  if (name === undefined) return { kind: "service", ...root, service };
  if (name.toLowerCase() === "$metadata") return { kind: "metadata", ...root, service };
  return hasSlash ? undefined : readMember(root, service, name);
}

function readMember(root: Root, service: string, name: string): KineticAddress | undefined {
  const [, entity, key] = ENTITY_WITH_KEY.exec(name) ?? [];
  if (entity !== undefined && key !== undefined) {
    return UNSAFE_KEY.test(key) ? undefined : { kind: "entity", ...root, service, entity, key };
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return undefined;
  if (METHODS_ONLY.test(service) || METHOD_NAME.test(name)) return { kind: "method", ...root, service, method: name };
  return { kind: "entity", ...root, service, entity: name, key: undefined };
}

/** v1: `BaqSvc/{BaqID}`, v2: `BaqSvc/{BaqID}/Data` and `/GetNew`; both with or without a trailing slash (documented). */
function readBaq(root: Root, baq: string | undefined, rest: readonly string[]): KineticAddress | undefined {
  if (baq === undefined) return { kind: "baq", ...root, baq: "", part: "list" };
  if (!NAME.test(baq) || rest.length > 1) return undefined;
  const part = rest[0]?.toLowerCase();
  if (part === undefined) return root.api === "v1" ? { kind: "baq", ...root, baq, part: "data" } : undefined;
  return root.api === "v2" && (part === "data" || part === "getnew") ? { kind: "baq", ...root, baq, part } : undefined;
}

/** Three segments name a function; four whose first is `staging` an unpublished one (documented). */
function readFunction(segments: readonly string[]): KineticAddress | undefined {
  const staging = segments.length === 4 && segments[0]?.toLowerCase() === "staging";
  const [company, library, name, ...rest] = staging ? segments.slice(1) : segments;
  if (company === undefined || library === undefined || name === undefined || rest.length > 0) return undefined;
  if (![company, library, name].every((segment) => NAME.test(segment))) return undefined;
  return { kind: "function", api: "v2", company, library, function: name, staging };
}
