/** What a path below a Prophet 21 base URL names. Texts are as written in the path; SQL Server compares table names without regard to case. */
export type Prophet21Address =
  /** `name` is undefined for the catalogue and for `$metadata`. */
  | {
      readonly kind: "odata";
      readonly object: "table" | "view";
      readonly name: string | undefined;
      readonly metadata: boolean;
    }
  /** The older Data Services, `/data/erp/views/v1`. `view` is undefined for the list and for `$metadata`. */
  | { readonly kind: "data-view"; readonly view: string | undefined; readonly key: string | undefined }
  /** `/api/entity/{family}`; `rest` is what follows the family: a key, `new`, `ping`, `help`. */
  | { readonly kind: "entity"; readonly family: string; readonly rest: readonly string[] }
  /** Any other REST family, as `inventory/parts`. */
  | { readonly kind: "rest"; readonly family: string; readonly rest: readonly string[] }
  | { readonly kind: "router" }
  | { readonly kind: "token"; readonly version: "v1" | "v2" }
  /** The UI server under its usual path `/uiserver0`. `rest` is the path below it. */
  | { readonly kind: "ui"; readonly area: "transaction" | "interactive" | "info"; readonly rest: readonly string[] };

// No `%`, `;`, `:` or `\`: whatever would have to be decoded first may be decoded differently by others on the way.
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const COLUMN_SAFE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const VIEW_WITH_KEY = /^([A-Za-z_][A-Za-z0-9_]*)\(([^/\\;?#]+)\)$/;
// Of a key only that much is known: it may hold escapes, but none that parts a path, climbs or is decoded twice.
const KEY = /^(?:[A-Za-z0-9_.~!$&'()*+,=:@-]|%[0-9A-F]{2})+$/;
const UNSAFE_KEY = /%(?:[01].|2[5EF]|3[BF]|5C|7F)|^\.|\.$/;
// Not data: what may be reached here is decided by Prophet 21's own administration page.
const CLOSED_AREAS: ReadonlySet<string> = new Set(["admin", "security", "ui", "odata", "dataservices"]);

/**
 * Reads a path below the base URL: which table, view, family or service it names.
 *
 * @param path without host, base path and query; with or without its first slash; exactly as it will be sent
 * @returns undefined where the path is not an address that this function knows, or not written in the one plain way
 */
export function readAddress(path: string): Prophet21Address | undefined {
  const segments = (path.startsWith("/") ? path.slice(1) : path).split("/");
  if (segments.at(-1) === "") segments.pop();
  if (segments.length === 0 || segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
    return undefined;
  }
  const [first = "", second = "", third = "", fourth = ""] = segments.map((segment) => segment.toLowerCase());
  if (first === "odataservice" && second === "odata") return readOdata(third, segments.slice(3));
  if (first === "data" && second === "erp" && third === "views" && fourth === "v1")
    return readDataView(segments.slice(4));
  if (first === "uiserver0") return readUi(segments.slice(1));
  if (first !== "api") return undefined;
  if (second === "security" && third === "token") return readToken(segments.slice(3));
  if (second === "ui" && third === "router" && fourth === "v1")
    return segments.length === 4 ? { kind: "router" } : undefined;
  return readFamily(second, segments.slice(1));
}

function readOdata(object: string, rest: readonly string[]): Prophet21Address | undefined {
  if ((object !== "table" && object !== "view") || rest.length > 1) return undefined;
  const [name] = rest;
  if (name === undefined) return { kind: "odata", object, name: undefined, metadata: false };
  if (name.toLowerCase() === "$metadata") return { kind: "odata", object, name: undefined, metadata: true };
  return COLUMN_SAFE_NAME.test(name) ? { kind: "odata", object, name, metadata: false } : undefined;
}

/** Views may be keyed, `view('key')`, and counted, `view/$count` (observed). */
function readDataView(rest: readonly string[]): Prophet21Address | undefined {
  const [view, count, ...more] = rest;
  if (view === undefined || (view.toLowerCase() === "$metadata" && count === undefined)) {
    return { kind: "data-view", view: undefined, key: undefined };
  }
  if (more.length > 0 || (count !== undefined && count.toLowerCase() !== "$count")) return undefined;
  if (COLUMN_SAFE_NAME.test(view)) return { kind: "data-view", view, key: undefined };
  const [, name, key] = VIEW_WITH_KEY.exec(view) ?? [];
  return name !== undefined && key !== undefined && isKey(key) && count === undefined
    ? { kind: "data-view", view: name, key }
    : undefined;
}

function readToken(rest: readonly string[]): Prophet21Address | undefined {
  if (rest.length === 0) return { kind: "token", version: "v1" };
  return rest.length === 1 && rest[0]?.toLowerCase() === "v2" ? { kind: "token", version: "v2" } : undefined;
}

/**
 * `/uiserver0/api/v2/…` is the Transaction API, `/uiserver0/api/ui/interactive/…` and the older `/uiserver0/ui/…` are
 * Interactive, except for `serverinfo`, which opens no session (observed).
 */
function readUi(rest: readonly string[]): Prophet21Address | undefined {
  if (rest.length === 0 || !rest.every((segment) => NAME.test(segment))) return undefined;
  const [first, second, third] = rest.map((segment) => segment.toLowerCase());
  if (first === "api" && second === "v2") return { kind: "ui", area: "transaction", rest };
  if (first === "api" && second === "ui" && third === "interactive") return { kind: "ui", area: "interactive", rest };
  if (first !== "ui") return undefined;
  return {
    kind: "ui",
    area: rest.join("/").toLowerCase() === "ui/common/v1/serverinfo" ? "info" : "interactive",
    rest,
  };
}

/**
 * A family is two segments (`sales/orders`), three where the second is a version (`inventory/v2/parts`), one for
 * `filehandler`; below `/api/entity` it is the one that follows.
 */
function readFamily(area: string, segments: readonly string[]): Prophet21Address | undefined {
  if (CLOSED_AREAS.has(area) || /^v\d+$/.test(area)) return undefined;
  const length = familyLength(area, segments[1]);
  const [family, rest] = [segments.slice(0, length), segments.slice(length)];
  if (family.length < length || !family.every((segment) => NAME.test(segment)) || !rest.every(isKey)) return undefined;
  if (area === "entity") return { kind: "entity", family: family[1] ?? "", rest };
  return { kind: "rest", family: area === "filehandler" ? area : family.join("/"), rest };
}

function familyLength(area: string, second: string | undefined): number {
  if (area === "filehandler") return 1;
  return area !== "entity" && /^v\d+$/i.test(second ?? "") ? 3 : 2;
}

/** `ACME_10`, `3%22%20PIPE`, `Caf%C3%A9`: what stands for one record. */
function isKey(segment: string): boolean {
  return KEY.test(segment) && !UNSAFE_KEY.test(segment);
}
