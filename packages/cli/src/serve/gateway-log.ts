import type { GatewayLog } from "@erpgate/gateway";
import type { Io } from "../command.ts";
import { plainLine } from "../output/plain-text.ts";

/** What the gateway reports, one JSON line each on stderr, for whoever collects logs. */
export function jsonLog({ stderr, now }: Io): GatewayLog {
  return (event) => stderr.write(`${JSON.stringify({ time: new Date(now()).toISOString(), ...event })}\n`);
}

/** The same for someone who watches: what was refused or failed, one sentence a line. */
export function watchedLog({ stderr, now }: Io): GatewayLog {
  return ({ level, event, message }) => {
    if (level === "info" && !event.startsWith("request.")) return;
    stderr.write(`${new Date(now()).toISOString().slice(11, 19)} ${plainLine(message)}\n`);
  };
}
