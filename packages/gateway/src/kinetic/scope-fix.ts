import { type KineticAddress, readAddress } from "@erpgate/client/kinetic";
import { isRead } from "./judge.ts";

/**
 * What the gateway's operator has to add so that a refused call is let in, as a command line. It says nothing that the
 * caller did not say itself: the entry is made of the address alone.
 *
 * @param path below the connection's base URL
 * @returns undefined where there is nothing more exact to say than the reason does
 */
export function scopeFix(method: string, path: string): readonly string[] | undefined {
  const address = readAddress(path);
  if (address?.kind === "services" || (address?.kind === "baq" && address.part === "list")) {
    return ["No scope opens this list, because it describes the whole server. Call services and BAQs by their names."];
  }
  const entry = address === undefined ? undefined : missingEntry(address, isRead({ method }, address));
  if (entry === undefined) return undefined;
  return [
    "The gateway refused this, not Kinetic: what the application is registered for at the gateway does not open the call.",
    `Have the gateway's operator add ${entry} to its scope: erpgate consumer update NAME --access 'CONNECTION=…;${entry}'.`,
  ];
}

function missingEntry(address: KineticAddress, read: boolean): string | undefined {
  const suffix = read ? "" : ":write";
  switch (address.kind) {
    case "entity":
    case "method":
    case "service":
    case "metadata":
      return `/${address.company ?? "COMPANY"}/${address.service}${suffix}`;
    case "baq":
      return `/${address.company ?? "COMPANY"}/BaqSvc/${address.baq}${suffix}`;
    case "function":
      return `/${address.company}/efx/${address.staging ? "staging/" : ""}${address.library}/${address.function}`;
    case "services":
    case "token":
    case "help":
      return undefined;
  }
}
