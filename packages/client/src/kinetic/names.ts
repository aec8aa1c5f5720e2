import { ErpgateError } from "../errors.ts";

// A name is what Kinetic itself gives out: whatever would have to be encoded may be read differently on the way.
const NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/** A name that becomes a segment of an address. @throws {ErpgateError} REQUEST_INVALID */
export function segment(name: string, what: string): string {
  if (typeof name === "string" && NAME.test(name)) return name;
  throw new ErpgateError("REQUEST_INVALID", `${what} is not a name: letters, digits, "_", "-", and dots between them`);
}

/** A service's name, `Svc` included. @throws {ErpgateError} REQUEST_INVALID */
export function serviceName(service: string): string {
  const name = segment(service, "the service");
  if (/svc$/i.test(name)) return name;
  throw new ErpgateError(
    "REQUEST_INVALID",
    `a service's name ends in Svc: did you mean ${JSON.stringify(`${name}Svc`)}?`,
  );
}
