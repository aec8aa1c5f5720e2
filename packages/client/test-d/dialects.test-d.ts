import { classifyFailure, readAddress } from "@erpgate/client/kinetic";
import type { KineticAddress } from "@erpgate/client/kinetic";
import * as prophet21 from "@erpgate/client/prophet21";

/** An address is told by its kind, and a switch over the kinds can be exhaustive. */
export function companyOf(path: string): string | undefined {
  const address: KineticAddress | undefined = readAddress(path);
  switch (address?.kind) {
    case "entity":
    case "method":
    case "baq":
    case "function":
    case "service":
    case "metadata":
    case "services":
      return address.company;
    case "token":
    case "help":
    case undefined:
      return undefined;
    default: {
      const never: never = address;
      return never;
    }
  }
}

/** A refusal is classified from Headers or from a record. */
export function classify(): boolean {
  const one = classifyFailure({ status: 401, headers: new Headers(), body: "" });
  const other = prophet21.classifyFailure({ status: 401, headers: { "content-type": "x" }, body: "" });
  return one.tokenAtFault && other.tokenAtFault;
}

/** A scope that was read is printed; one that could not be read has its faults. */
export function scope(text: string): string {
  const result = prophet21.parseScope(text);
  return result.ok ? prophet21.printScope(result.scope) : result.faults.join();
}
