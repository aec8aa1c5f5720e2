import type { TlsConfig } from "../config/gateway-config.ts";
import type { GatewayLog } from "../event.ts";
import { readServerIdentity, type ServerIdentity, stateOfFiles } from "./server-identity.ts";

// By polling: secrets that are mounted into containers change by a renamed link, which no watch on the file itself reports.
const POLL_MS = 1000;
const SOON_MS = 14 * 86_400_000;

/** What renewal works with. */
export interface RenewalParts {
  readonly tls: TlsConfig;
  /** The one in force. */
  readonly identity: ServerIdentity;
  /** Puts a new identity in force: new connections get it, open ones go on. */
  readonly use: (identity: ServerIdentity) => void;
  readonly log: GatewayLog;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Takes certificate and key anew whenever one of the files is another than when it was read. Node's own `watchFile` compares with
 * what it finds a little later, and a change until then would stay unseen until the certificate in force has ended. Two files cannot change at one moment: a half-changed
 * pair does not match, is reported, and the one in force stays until they match again.
 */
export function renewIdentity({ tls, identity, use, log, now }: RenewalParts): AsyncDisposable {
  let seen = identity.filesState;
  let turn: Promise<void> = Promise.resolve();
  const renew = async (): Promise<void> => {
    const read = await readServerIdentity(tls);
    if ("context" in read) {
      use(read);
      log({ level: "info", event: "tls.renewed", message: "The certificate was taken anew." });
      warnOfEnd(read, now(), log);
      return;
    }
    const what = read.map(({ option, message }) => `gateway.${option} ${message}`).join("; ");
    log({ level: "error", event: "tls.unusable", message: `The certificate in force stays: ${what}.` });
  };
  const look = async (): Promise<void> => {
    const state = await stateOfFiles(tls);
    if (state === seen) return;
    seen = state;
    await renew();
  };
  const timer = setInterval(() => void (turn = turn.then(look, look)), POLL_MS).unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await turn;
    },
  };
}

/** A certificate that has ended, or soon will, is the next outage: it is said at start and at each renewal. */
export function warnOfEnd({ expiresAtMs }: ServerIdentity, nowMs: number, log: GatewayLog): void {
  if (expiresAtMs === undefined || expiresAtMs > nowMs + SOON_MS) return;
  const when = new Date(expiresAtMs).toISOString();
  const message = expiresAtMs < nowMs ? `The certificate ended on ${when}.` : `The certificate ends on ${when}.`;
  log({ level: "warn", event: "tls.expires", message: `${message} Put a new one in its place; no restart is needed.` });
}
