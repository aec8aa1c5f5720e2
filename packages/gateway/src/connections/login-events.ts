import type { Log, LogEvent } from "@erpgate/client";
import type { GatewayEvent, GatewayLog } from "../event.ts";

/** Tells whoever runs the gateway what becomes of a connection's login. Calls have lines of their own. */
export function logLogin(connection: string, log: GatewayLog): Log {
  return (event) => {
    const said = describe(event);
    if (said === undefined) return;
    const { level, sentence } = said;
    const { event: name, ...details } = event;
    const message = `${connection}: ${sentence}`;
    log({ ...details, level, event: name.replace("-", "."), connection, message });
  };
}

function describe(event: LogEvent): { readonly level: GatewayEvent["level"]; readonly sentence: string } | undefined {
  switch (event.event) {
    case "token-obtained":
      return { level: "info", sentence: event.from === "store" ? "Took the shared token." : "Obtained a token." };
    case "token-failed":
      if (event.from === "store")
        return { level: "warn", sentence: `Another process was refused a token (${event.code}); none was asked for.` };
      return { level: "error", sentence: `No token was to be had (${event.code}).` };
    case "token-refused":
      return { level: "warn", sentence: "The ERP refused the token." };
    case "token-store-failed":
      return { level: "warn", sentence: `The shared token could not be reached (${event.action}).` };
    case "session-left":
      return { level: "warn", sentence: `A session could not be ended (${event.code}).` };
    case "tls-weakened":
      return { level: "warn", sentence: `The certificate of ${event.host} is not checked as it should be.` };
    case "clock-skew":
      return { level: "warn", sentence: `The ERP's clock differs by ${Math.round(event.skewMs / 1000)} s.` };
    case "call":
    case "call-failed":
    case "call-retried":
      return undefined;
  }
}
