import { decodeSegment } from "../http/call.ts";

/** What an address asks for. */
export type Prophet21Address =
  | { readonly kind: "token"; readonly version: "v1" | "v2"; readonly slashed: boolean }
  | { readonly kind: "router"; readonly slashed: boolean }
  | {
      readonly kind: "odata";
      readonly object: "table" | "view";
      readonly name: string | undefined;
      readonly metadata: boolean;
    }
  | { readonly kind: "data-view"; readonly rest: readonly string[] }
  /** A REST family, its segments below `/api`; fixed parts are in lower case in `fixed`. */
  | {
      readonly kind: "rest";
      readonly segments: readonly string[];
      readonly fixed: readonly string[];
      readonly slashed: boolean;
    }
  | { readonly kind: "server-info" }
  | { readonly kind: "ui-sessions" }
  | { readonly kind: "ui-help" }
  | { readonly kind: "ui-window"; readonly part: WindowPart }
  | { readonly kind: "ui-older-window" }
  | { readonly kind: "transaction"; readonly part: TransactionPart; readonly name: string | undefined }
  | { readonly kind: "admin"; readonly page: string }
  | { readonly kind: "unknown" };

export type WindowPart = (typeof WINDOW_PARTS)[number];
export type TransactionPart = (typeof TRANSACTION_PARTS)[number];

const WINDOW_PARTS = ["window", "data", "change", "tab", "row", "tools"] as const;
const TRANSACTION_PARTS = [
  "services",
  "definition",
  "defaults",
  "basics",
  "transaction",
  "transaction/get",
  "transaction/async",
  "transaction/async/callback",
] as const;

/** The first segments below `/api` that are REST families. */
const REST_AREAS: readonly string[] = [
  "entity",
  "inventory",
  "sales",
  "purchasing",
  "accounting",
  "extensibility",
  "environment",
  "filehandler",
];

/** Addresses that are one and the same whatever follows. */
const FIXED: ReadonlyMap<string, (slashed: boolean) => Prophet21Address> = new Map<
  string,
  (slashed: boolean) => Prophet21Address
>([
  ["api/security/token", (slashed) => ({ kind: "token", version: "v1", slashed })],
  ["api/security/token/v2", (slashed) => ({ kind: "token", version: "v2", slashed })],
  ["api/ui/router/v1", (slashed) => ({ kind: "router", slashed })],
  ["uiserver0/ui/common/v1/serverinfo", () => ({ kind: "server-info" })],
  ["uiserver0/api/ui/interactive/sessions", () => ({ kind: "ui-sessions" })],
  ["uiserver0/api/ui/interactive/sessions/help", () => ({ kind: "ui-help" })],
  // The older clients' surface: the same sessions (observed:client)
  ["uiserver0/ui/common/v1/sessions", () => ({ kind: "ui-sessions" })],
  ["uiserver0/ui/full/v1/window", () => ({ kind: "ui-older-window" })],
]);

/** Reads a raw path. Fixed parts are found in any letter case, as IIS does; names of tables are not. */
export function readAddress(path: string): Prophet21Address {
  const all = path.split("/").slice(1).map(decodeSegment);
  const slashed = all.at(-1) === "";
  const segments = slashed ? all.slice(0, -1) : all;
  const fixed = segments.map((segment) => segment.toLowerCase());
  const known = FIXED.get(fixed.join("/"));
  if (known !== undefined) return known(slashed);
  if (startsWith(fixed, "odataservice/odata")) return readOData(segments, fixed);
  if (startsWith(fixed, "data/erp/views/v1")) return { kind: "data-view", rest: segments.slice(4) };
  if (startsWith(fixed, "uiserver0/api/ui/interactive/v2")) return readWindow(fixed.slice(5));
  if (startsWith(fixed, "uiserver0/api/v2")) return readTransaction(segments.slice(3), fixed.slice(3));
  if (startsWith(fixed, "api/admin")) return { kind: "admin", page: fixed.slice(2).join("/") };
  if (fixed[0] === "api" && REST_AREAS.includes(fixed[1] ?? ""))
    return { kind: "rest", segments: segments.slice(1), fixed: fixed.slice(1), slashed };
  return { kind: "unknown" };
}

function startsWith(fixed: readonly string[], start: string): boolean {
  return start.split("/").every((segment, at) => fixed[at] === segment);
}

/** Tables and views are apart; `$metadata` hangs off each of them and nowhere else (observed). */
function readOData(segments: readonly string[], fixed: readonly string[]): Prophet21Address {
  const object = fixed[2];
  if ((object !== "table" && object !== "view") || segments.length > 4) return { kind: "unknown" };
  const name = segments[3];
  return name === "$metadata"
    ? { kind: "odata", object, name: undefined, metadata: true }
    : { kind: "odata", object, name, metadata: false };
}

function readWindow(fixed: readonly string[]): Prophet21Address {
  const part = WINDOW_PARTS.find((each) => each === fixed.join("/"));
  return part === undefined ? { kind: "unknown" } : { kind: "ui-window", part };
}

function readTransaction(segments: readonly string[], fixed: readonly string[]): Prophet21Address {
  const whole = TRANSACTION_PARTS.find((part) => part === fixed.join("/"));
  if (whole !== undefined) return { kind: "transaction", part: whole, name: undefined };
  const named = TRANSACTION_PARTS.find((part) => part === fixed[0] && segments.length === 2);
  if (named === undefined || named === "services" || named === "transaction") return { kind: "unknown" };
  return { kind: "transaction", part: named, name: segments[1] };
}
