import { parseScope } from "@erpgate/client/prophet21";
import { blame, known } from "../blame.ts";
import type { Walk } from "../walk.ts";
import type { Sent } from "../wire/sent.ts";
import { callProphet21, isOk, type Prophet21World } from "./prophet21-call.ts";
import { signInToProphet21, type Prophet21SignIn } from "./sign-in.ts";

/** Every Prophet 21 has it, with a row for each company. */
const DEFAULT_RESOURCE = "table/company";
/** Of a document of four megabytes the beginning will do. */
const BEGINNING_BYTES = 2048;

/** What a key's scope opens, as far as probes go. */
export interface Reach {
  /** `table/supplier`; undefined where the scope is for something else than OData. */
  readonly resource: string | undefined;
  /** A key that was given less than everything: its owner takes it for a boundary. */
  readonly isRestricted: boolean;
}

export function reachOf(scope: string, asked: string | undefined): Reach {
  const parsed = parseScope(scope);
  const entries = parsed.ok ? parsed.scope.entries : [];
  const has = (path: string): boolean => entries.some((entry) => entry.path.toLowerCase() === path);
  const tables = entries.flatMap((entry) => (entry.names ?? []).filter((name) => name !== "*"));
  const opensOData = scope === "" || has("/api") || entries.some(({ path }) => path.toLowerCase().startsWith("/odata"));
  const first = tables[0] === undefined ? DEFAULT_RESOURCE : `table/${tables[0]}`;
  return {
    resource: asked ?? (opensOData ? first : undefined),
    isRestricted: scope !== "" && !has("/api") && !has("/uiserver0"),
  };
}

/** Three steps that tell causes apart: the token is there, metadata shows whether it is taken, one row what it may read. */
export async function useProphet21(world: Prophet21World, signedIn: Prophet21SignIn, walk: Walk): Promise<void> {
  if (world.resource !== undefined && /^\/?api\//i.test(world.resource))
    return await useRest(world, signedIn, world.resource.replace(/^\/?/, "/"), walk);
  const { resource } = reachOf(signedIn.claims?.scope ?? "", world.resource);
  if (resource === undefined) {
    walk.pass("scope", `${signedIn.claims?.scope ?? ""}: no OData, so no row is asked for`);
    walk.leave("permission", "the scope opens no OData: nothing to read a row of");
    return;
  }
  const kind = resource.startsWith("view/") ? "view" : "table";
  const metadata = await callProphet21(world, signedIn.headers, {
    path: `/odataservice/odata/${kind}/$metadata`,
    purpose: "see whether the token is taken (the beginning of $metadata)",
    maxBytes: BEGINNING_BYTES,
  });
  if (metadata.status === 401 && !/not authorized to access API/i.test(metadata.body))
    return walk.stop(blame([...signedIn.sent, metadata], world.secrets, "token"));
  const row = await readRow(world, signedIn.headers, resource);
  if (isOk(row)) return passUse(resource, signedIn, walk);
  if (await isStale(world, signedIn, resource, walk)) return;
  walk.stop(blame([...signedIn.sent, metadata, row], world.secrets, "server"));
}

/** `/api/entity/customers`: without a key such a list answers with the whole table, whatever $top says (observed). */
const BARE_LIST = /^\/api\/[\w.-]+(?:\/[\w.-]+)?\/?(?:\?|$)/i;

/** What REST reads is asked for as it is named: one record, or a family's ping. */
async function useRest(world: Prophet21World, signedIn: Prophet21SignIn, path: string, walk: Walk): Promise<void> {
  if (BARE_LIST.test(path))
    return walk.leave(
      "permission",
      `${path} is a list, which would be read whole: name one record, such as /api/entity/customers/1_100`,
    );
  const sent = await callProphet21(world, signedIn.headers, {
    path,
    purpose: `read ${path}`,
    maxBytes: BEGINNING_BYTES,
  });
  if (!isOk(sent)) return walk.stop(blame([...signedIn.sent, sent], world.secrets, "server"));
  walk.pass("scope", scopeInWords(signedIn));
  walk.pass("permission", `${path} was read`);
}

function readRow(world: Prophet21World, headers: Prophet21SignIn["headers"], resource: string): Promise<Sent> {
  const path = `/odataservice/odata/${resource}${resource.includes("?") ? "&" : "?"}$top=1`;
  return callProphet21(world, headers, { path, purpose: `read one row of ${resource}` });
}

const scopeInWords = ({ claims }: Prophet21SignIn): string =>
  claims === undefined || claims.scope === "" ? "none: the user's permissions decide" : claims.scope;

function passUse(resource: string, signedIn: Prophet21SignIn, walk: Walk): void {
  walk.pass("scope", scopeInWords(signedIn));
  walk.pass("permission", `one row of ${resource} was read`);
}

/** A token that was held may carry a scope from before a change: a fresh one tells. */
async function isStale(world: Prophet21World, held: Prophet21SignIn, resource: string, walk: Walk): Promise<boolean> {
  if (held.sent.length > 0 || world.options.auth.kind === "bearer") return false;
  const fresh = await signInToProphet21(world, walk, true);
  if (fresh === undefined || fresh.claims?.scope === held.claims?.scope) return false;
  const row = await readRow(world, fresh.headers, resource);
  if (!isOk(row)) return false;
  const seen = `the token in the store has the scope ${held.claims?.scope ?? ""}, a fresh one has ${fresh.claims?.scope ?? ""} and reads ${resource}`;
  walk.stop({ check: "scope", troubles: [known("prophet21/scope-stale-token", seen)] });
  return true;
}
