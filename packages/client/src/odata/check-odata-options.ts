import { ErpgateError } from "../errors.ts";
import type { ODataOptions } from "./odata-options.ts";

const KNOWN = ["select", "filter", "orderby", "key", "top", "skip", "expand", "pageSize", "signal", "timeoutMs"];

const isList = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string" && item.trim() !== "");
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

/** Checks what `odata()` was given, all at once. @throws {ErpgateError} REQUEST_INVALID */
export function checkODataOptions(options: ODataOptions): void {
  const faults: string[] = [];
  const need = (name: keyof ODataOptions, isFine: (value: unknown) => boolean, what: string): void => {
    if (options[name] !== undefined && !isFine(options[name])) faults.push(`"${name}" must be ${what}`);
  };
  for (const name of Object.keys(options)) {
    if (!KNOWN.includes(name))
      faults.push(`${JSON.stringify(name)} is not an option of odata(): it takes ${KNOWN.join(", ")}`);
  }
  need("select", isList, "a list of column names");
  need("expand", isList, "a list of entity names");
  need("filter", (value) => typeof value === "string" && value.trim() !== "", "a text that is not empty");
  need(
    "orderby",
    (value) => isList(value) || (typeof value === "string" && value.trim() !== ""),
    "a column or a list of columns",
  );
  need(
    "key",
    (value) => isList(value) || (typeof value === "string" && value.trim() !== ""),
    "a column or a list of columns",
  );
  need("top", isCount, "a whole number, 0 or more");
  need("skip", isCount, "a whole number, 0 or more");
  need(
    "pageSize",
    (value) => isCount(value) && value !== 0 && Number(value) <= 10_000,
    "a whole number from 1 to 10000",
  );
  if (faults.length > 0) throw new ErpgateError("REQUEST_INVALID", faults.join("; "));
}
