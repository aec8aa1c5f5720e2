import type { WaitInit } from "../../connection.ts";
import { ErpgateError } from "../../errors.ts";
import type { Caller } from "../../http/call.ts";
import { getJson } from "../../http/get-json.ts";

/** What the server says of itself. */
export interface Prophet21ServerInfo {
  /** As `26.1.5950.0`; undefined where the server does not say. */
  readonly version: string | undefined;
  /** True only where the server says so in so many words: test systems answer null, or nothing (observed). */
  readonly isProduction: boolean;
  /** Everything, by section and key: `Version/Application Version`. Its names differ between builds. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** `GET {ui server}/ui/common/v1/serverinfo`: the one version probe that opens no session (observed). */
export async function readServerInfo(caller: Caller, init: WaitInit | undefined): Promise<Prophet21ServerInfo> {
  const answer = await getJson<{ readonly Result?: unknown } | null | undefined>(
    caller,
    "/ui/common/v1/serverinfo",
    init,
  );
  const values = answer?.Result;
  if (typeof values !== "object" || values === null) {
    throw new ErpgateError("ANSWER_UNRECOGNISED", "the server's information has no `Result`");
  }
  const { "Version/Application Version": version, "Monitoring/isproduction": isProduction } = values as Readonly<
    Record<string, unknown>
  >;
  return {
    version: typeof version === "string" ? version : undefined,
    isProduction: isProduction === true,
    values: values as Readonly<Record<string, unknown>>,
  };
}
