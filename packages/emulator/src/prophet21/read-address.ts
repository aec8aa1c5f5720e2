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
  | { readonly kind: "entity"; readonly resource: string; readonly rest: readonly string[]; readonly slashed: boolean }
  | { readonly kind: "server-info" }
  | { readonly kind: "unknown" };

/** Reads a raw path. Fixed parts are found in any letter case, as IIS does; names of tables are not. */
export function readAddress(path: string): Prophet21Address {
  const all = path.split("/").slice(1).map(decodeSegment);
  const slashed = all.at(-1) === "";
  const segments = slashed ? all.slice(0, -1) : all;
  const fixed = segments.map((segment) => segment.toLowerCase());
  switch (fixed.join("/")) {
    case "api/security/token":
      return { kind: "token", version: "v1", slashed };
    case "api/security/token/v2":
      return { kind: "token", version: "v2", slashed };
    case "api/ui/router/v1":
      return { kind: "router", slashed };
    case "uiserver0/ui/common/v1/serverinfo":
      return { kind: "server-info" };
    default:
      break;
  }
  if (fixed[0] === "odataservice" && fixed[1] === "odata") return readOData(segments, fixed);
  if (fixed[0] === "api" && fixed[1] === "entity" && fixed[2] !== undefined)
    return { kind: "entity", resource: fixed[2], rest: segments.slice(3), slashed };
  return { kind: "unknown" };
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
