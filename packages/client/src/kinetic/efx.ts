import { ErpgateError } from "../errors.ts";
import { getJson } from "../http/get-json.ts";
import type { KineticWaitInit } from "./call-options.ts";
import type { KineticCaller } from "./caller-with.ts";
import { segment } from "./names.ts";

/** How a function is called. */
export interface EfxInit extends KineticWaitInit {
  /** Calls what is in the editor and not published yet (documented). @default false */
  readonly staging?: boolean;
}

/**
 * Calls an Epicor Function. Functions are v2 only (documented), so a connection to v1 needs a company for them, too. The
 * answer is flat and leaves out what is null (documented).
 */
export async function callFunction<Answer>(
  { caller, options: { company } }: KineticCaller,
  [library, name]: readonly [library: string, name: string],
  parameters: Readonly<Record<string, unknown>>,
  init: EfxInit | undefined,
): Promise<Answer> {
  if (company === undefined) {
    const why = "a function's address holds the company, and neither connection nor call names one";
    throw new ErpgateError("REQUEST_INVALID", `${why}: give "company"`);
  }
  const root = init?.staging === true ? "/api/v2/efx/staging" : "/api/v2/efx";
  const path = `${root}/${company}/${segment(library, "the library")}/${segment(name, "the function")}`;
  return getJson<Answer>(caller, path, { ...init, method: "POST", body: JSON.stringify(parameters) });
}
