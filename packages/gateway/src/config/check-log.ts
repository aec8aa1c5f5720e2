import { at, type Field, isSection, readChoice } from "./fields.ts";
import type { LogConfig } from "./gateway-config.ts";

/** Checks `gateway.log`. Absent: what was refused or failed stands among the gateway's events. */
export function checkLog(field: Field): LogConfig | undefined {
  if (field.value === undefined || !isSection(field, ["requests", "to"])) return undefined;
  return {
    requests: readChoice(at(field, "requests"), ["off", "failed", "refused", "all"], "all"),
    to: readChoice(at(field, "to"), ["stderr", "stdout"], "stderr"),
  };
}
