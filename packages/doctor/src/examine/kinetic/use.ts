import { isObject } from "../../evidence/read-json.ts";
import { blame } from "../blame.ts";
import type { Walk } from "../walk.ts";
import type { Sent } from "../wire/sent.ts";
import { apiOf, callKinetic, isOk, jsonOf, type KineticWorld } from "./kinetic-call.ts";

type Headers = Readonly<Record<string, string>>;

/** Every Kinetic has it, with few rows. */
const DEFAULT_RESOURCE = "Erp.BO.CompanySvc/Companies";

/** One row of what the integration reads: what key, rights and licence allow in earnest. */
export async function useKinetic(world: KineticWorld, headers: Headers, walk: Walk): Promise<void> {
  const resource = world.resource ?? DEFAULT_RESOURCE;
  const path = `${resource}${resource.includes("?") ? "&" : "?"}$top=1`;
  const row = await callKinetic(world, headers, { api: apiOf(world), path, purpose: `read one row of ${resource}` });
  if (isOk(row)) return passUse(world, resource, row, walk);
  const found = blame([row], world.secrets, "server");
  const isRight = found.check === "permission" || found.check === "scope";
  if (isRight && world.resource === undefined)
    // It was our choice of a resource: the integration may well have no use for it.
    walk.warn(found.check, `${resource} is refused; name what the integration reads to check that`, found.troubles);
  else walk.stop(found);
  if (isRight) {
    walk.pass("licence", licenceNote(world));
    walk.pass("server", "answers");
  }
}

function passUse(world: KineticWorld, resource: string, row: Sent, walk: Walk): void {
  walk.pass("scope", `the key opens ${resource}`);
  walk.pass("permission", `one row of ${resource} was read`);
  walk.pass("licence", licenceNote(world), { advice: licenceAdvice(world) });
  walk.pass("server", "answers");
  if (row.tookMs >= 15_000)
    walk.warn("licence", "calls take 20 s longer than they should", blame([row], world.secrets, "licence").troubles);
}

const licenceNote = ({ options: { license } }: KineticWorld): string =>
  license === undefined ? "a Default user licence was free" : `a ${license} licence was free`;

function licenceAdvice({ options: { license } }: KineticWorld): readonly string[] {
  return license === undefined
    ? [
        `calls take a Default user licence, which people need to sign in: "license": "WebService" claims the type that is meant for integrations`,
      ]
    : [];
}

/** Where the session stands, and how old the server is: both are asked of the session service, which opens nothing for it. */
export async function readSurroundings(
  world: KineticWorld,
  headers: Headers,
  walk: Walk,
): Promise<{ plant: string | undefined }> {
  const values = await ask(world, headers, "GetCurrentValues", "see the session's plant");
  const patch = await ask(world, headers, "GetPatchLevel", "read the server's version");
  if (typeof patch === "string") walk.pass("server", `version ${patch}`);
  const plant = isObject(values) ? values["plantID"] : undefined;
  return { plant: typeof plant === "string" ? plant : undefined };
}

async function ask(world: KineticWorld, headers: Headers, method: string, purpose: string): Promise<unknown> {
  const sent = await callKinetic(world, headers, {
    api: apiOf(world),
    path: `Ice.LIB.SessionModSvc/${method}`,
    body: "{}",
    purpose,
  });
  const answer = isOk(sent) ? jsonOf(sent) : undefined;
  return isObject(answer) ? answer["returnObj"] : undefined;
}
