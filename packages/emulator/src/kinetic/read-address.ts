import { decodeSegment } from "../http/call.ts";

/** What an address below the instance asks for. */
export type KineticAddress =
  | { readonly kind: "token"; readonly slashed: boolean }
  | { readonly kind: "services"; readonly api: "v1" | "v2"; readonly company: string | undefined }
  | {
      readonly kind: "resource";
      readonly api: "v1" | "v2";
      readonly company: string | undefined;
      readonly service: string;
      /** What follows the service: an entity set with or without key, a method, `$metadata`, a BAQ; empty for the service itself. */
      readonly rest: readonly string[];
    }
  | {
      readonly kind: "function";
      readonly company: string;
      readonly library: string;
      readonly function: string;
      readonly staging: boolean;
    }
  | { readonly kind: "batch"; readonly api: "v1" | "v2"; readonly company: string | undefined }
  | { readonly kind: "help"; readonly isOld: boolean }
  | { readonly kind: "swagger"; readonly of: string; readonly name: string }
  | { readonly kind: "unknown" }
  | { readonly kind: "outside" };

/** Reads a raw path. The instance is found in any letter case; `outside` is what belongs to no such instance. */
export function readAddress(path: string, instance: string): KineticAddress {
  const [, first = "", ...rest] = path.split("/");
  if (decodeSegment(first).toLowerCase() !== instance.toLowerCase()) return { kind: "outside" };
  const segments = rest.map(decodeSegment);
  const [head = "", version = ""] = segments.map((segment) => segment.toLowerCase());
  if (head === "tokenresource.svc" && (rest.length === 1 || (rest.length === 2 && version === "")))
    return { kind: "token", slashed: rest.length === 2 };
  if (head === "apps" && version === "resthelp") return { kind: "help", isOld: false };
  if (head !== "api") return { kind: "unknown" };
  if (version === "help") return { kind: "help", isOld: true };
  if (version === "swagger") return readSwagger(segments.slice(2));
  if (version === "v1") return readV1(segments.slice(2));
  return version === "v2" ? readV2(segments.slice(2)) : { kind: "unknown" };
}

function readV1(segments: readonly string[]): KineticAddress {
  const [service = "", ...rest] = segments;
  if (service === "") return { kind: "services", api: "v1", company: undefined };
  if (isBatch(service, rest)) return { kind: "batch", api: "v1", company: undefined };
  return { kind: "resource", api: "v1", company: undefined, service, rest: withoutEmptyEnd(rest) };
}

function readV2(segments: readonly string[]): KineticAddress {
  const [area = "", ...rest] = segments;
  if (area.toLowerCase() === "efx") return readFunction(rest);
  if (area.toLowerCase() !== "odata") return { kind: "unknown" };
  const [company = "", service = "", ...inside] = rest;
  if (company === "") return { kind: "unknown" };
  if (service === "") return { kind: "services", api: "v2", company };
  if (isBatch(service, inside)) return { kind: "batch", api: "v2", company };
  return { kind: "resource", api: "v2", company, service, rest: withoutEmptyEnd(inside) };
}

/** `$batch` at the root of the OData or of one service; no client shows where Kinetic would have it. */
function isBatch(service: string, rest: readonly string[]): boolean {
  const [first, ...more] = withoutEmptyEnd(rest);
  return (service === "$batch" && first === undefined) || (first === "$batch" && more.length === 0);
}

/** `v1/odata/{Svc}`, `v1/methods/{Svc}`, `v1/baq/{BaqID}` (observed:client). */
function readSwagger(segments: readonly string[]): KineticAddress {
  const [version = "", of = "", name = "", ...more] = withoutEmptyEnd(segments);
  const isKnown = ["odata", "methods", "baq"].includes(of.toLowerCase()) && name !== "" && more.length === 0;
  return isKnown && version.toLowerCase() === "v1"
    ? { kind: "swagger", of: of.toLowerCase(), name }
    : { kind: "unknown" };
}

function readFunction(segments: readonly string[]): KineticAddress {
  const staging = segments[0]?.toLowerCase() === "staging";
  const [company = "", library = "", name = "", ...more] = withoutEmptyEnd(staging ? segments.slice(1) : segments);
  if (company === "" || more.length > 0) return { kind: "unknown" };
  return { kind: "function", company, library, function: name, staging };
}

/** A trailing slash means nothing on BAQ and function addresses (observed:client). */
function withoutEmptyEnd(segments: readonly string[]): readonly string[] {
  return segments.at(-1) === "" ? segments.slice(0, -1) : segments;
}
