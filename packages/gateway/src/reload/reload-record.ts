import { randomBytes } from "node:crypto";
import { ErpgateError } from "@erpgate/client";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { GatewayEvent } from "../event.ts";
import { ReloadError } from "./reload-error.ts";
import { describeReload, type ReloadResult } from "./reload-result.ts";

/** Who asked for a reload, or what did. */
export type ReloadCause =
  | { readonly by: "operator"; readonly operator: string }
  /** SIGHUP; a change of the configuration's file; the program that the gateway runs in. */
  | { readonly by: "signal" | "file" | "program" };

/** What came of a reload. */
export type ReloadOutcome = { readonly result: ReloadResult } | { readonly error: unknown };

/**
 * The one audit row of a reload. Names of connections are in the log; who and when is enough here. Where nobody asked, what did
 * stands for whom; that no operator is called so is to be seen by the row's id.
 */
export function reloadEntry(outcome: ReloadOutcome, cause: ReloadCause, atMs: number, durationMs: number): AuditEntry {
  const failed = "error" in outcome;
  return {
    atMs,
    consumer: undefined,
    connection: undefined,
    action: "gateway.reload",
    decision: failed ? "refused" : "allowed",
    reason: failed ? reasonOf(outcome.error) : undefined,
    status: 0,
    upstreamStatus: undefined,
    durationMs,
    requestId: `reload-${cause.by}-${randomBytes(6).toString("hex")}`,
    operator: nameOf(cause),
  };
}

/** The log line. Faults are in the message; a configuration's messages hold no secret, others are not repeated. */
export function reloadEvent(outcome: ReloadOutcome, cause: ReloadCause): GatewayEvent {
  if ("result" in outcome) {
    const message = describeReload(outcome.result);
    return { level: "info", event: "gateway.reloaded", message, ...cause, ...outcome.result };
  }
  const { error } = outcome;
  const message = `Not reloaded, nothing was changed. ${speaks(error) ? error.message : reasonOf(error)}`;
  return { level: "error", event: "gateway.reload-failed", code: reasonOf(error), message, ...cause };
}

const nameOf = (cause: ReloadCause): string => (cause.by === "operator" ? cause.operator : cause.by);

/** Whether an error's message is one of our own: those of the runtime may quote what they were given. */
export function speaks(error: unknown): error is Error {
  return error instanceof ReloadError || ErpgateError.is(error) || isConfigError(error);
}

/** A configuration file's error is told by its code: the client's reader of files is not loaded here. */
export function isConfigError(error: unknown): error is Error & { readonly faults: readonly unknown[]; file: string } {
  return error instanceof Error && "code" in error && error.code === "CONFIG_INVALID" && "faults" in error;
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "RELOAD_FAILED";
}
