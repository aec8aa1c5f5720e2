import type { IncomingMessage } from "node:http";
import type { GatewayLog } from "../event.ts";
import type { Keyring } from "../keys/keyring.ts";
import { ReloadError } from "../reload/reload-error.ts";
import { isConfigError, speaks } from "../reload/reload-record.ts";
import type { ReloadCause } from "../reload/reload-record.ts";
import type { ReloadResult } from "../reload/reload-result.ts";
import { type ReadOperator, readOperatorToken } from "./operator-token.ts";
import { isOwnHost } from "./own-host.ts";
import { createProofChecker } from "./reload-proof.ts";

export interface ReloadHandlerParts {
  readonly reload: (cause: ReloadCause) => Promise<ReloadResult>;
  readonly keyring: Keyring;
  /** Where the administration listens, as it is configured. */
  readonly host: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: GatewayLog;
}

export interface AdminAnswer {
  readonly status: number;
  readonly body: string;
}

/** Answers `POST /reload`. */
export type ReloadHandler = (request: IncomingMessage) => Promise<AdminAnswer>;

/**
 * @returns the handler: who may read the key file may ask for a reload, by a proof or by an operator's token, and nobody else.
 * Both say who it is, and the audit row does.
 */
export function createReloadHandler({ reload, keyring, host: ownName, now, log }: ReloadHandlerParts): ReloadHandler {
  const proofs = createProofChecker(keyring);
  return async (request) => {
    const asked = isOwnHost(ownName, request) ? read(request) : { why: "Host header of somebody else" };
    if ("why" in asked) {
      log({ level: "warn", event: "reload.refused", message: `A request to reload was refused: ${asked.why}.` });
      return json(403, { error: { code: "RELOAD_REFUSED" } });
    }
    return reload({ by: "operator", operator: asked.operator }).then(
      (result) => json(200, result),
      (error: unknown) => failure(error),
    );
  };

  function read({ headers: { authorization, host = "" } }: IncomingMessage): ReadOperator {
    return /^bearer /i.test(authorization ?? "")
      ? readOperatorToken(keyring, authorization, now())
      : proofs.read(authorization, host, now());
  }
}

function failure(error: unknown): AdminAnswer {
  if (isConfigError(error)) {
    const { message, file, faults } = error;
    return json(422, { error: { code: "CONFIG_INVALID", message, file, faults } });
  }
  if (error instanceof ReloadError) {
    const { code, message, fix, options } = error;
    return json(409, { error: { code, message, fix, options } });
  }
  // What nobody foresaw may quote anything.
  if (!speaks(error)) return json(500, { error: { code: "RELOAD_FAILED", message: "The reload failed." } });
  return json(422, { error: { code: "CONFIG_INVALID", message: error.message } });
}

function json(status: number, document: unknown): AdminAnswer {
  return { status, body: `${JSON.stringify(document)}\n` };
}
