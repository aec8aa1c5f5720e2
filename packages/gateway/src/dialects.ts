import type { ConnectionOptions, Dialect } from "./dialect.ts";
import { createKineticDialect, KINETIC_CONTEXT_HEADERS, KINETIC_IDENTITY_HEADERS } from "./kinetic/kinetic-dialect.ts";
import { createProphet21Dialect, PROPHET21_IDENTITY_HEADERS } from "./prophet21/prophet21-dialect.ts";

/** The dialect that a connection speaks. */
export function dialectFor(options: ConnectionOptions): Dialect {
  return options.system === "kinetic" ? createKineticDialect(options) : createProphet21Dialect(options);
}

/** Headers of either ERP with which a caller says who it is. They are taken from every request, whatever it is for. */
export const IDENTITY_HEADERS: readonly string[] = [...KINETIC_IDENTITY_HEADERS, ...PROPHET21_IDENTITY_HEADERS];

/** Headers that a dialect reads and writes anew. */
export const CONTEXT_HEADERS: readonly string[] = KINETIC_CONTEXT_HEADERS;
