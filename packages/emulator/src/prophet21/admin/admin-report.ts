import { createOptionReport, type OptionReport } from "../../check-options.ts";

/** Runs the checks of one administrative act, and throws one TypeError with all their findings, if there are any. */
export function checked(act: string, check: (report: OptionReport) => void): void {
  const report = createOptionReport(act);
  check(report);
  report.throwIfAny();
}

/** The one of that name. Throws TypeError listing those that there are. */
export function requireNamed<Named>(
  act: string,
  what: string,
  found: Named | undefined,
  name: string,
  names: readonly string[],
): Named {
  if (found === undefined)
    throw new TypeError(`${act}: there is no ${what} ${JSON.stringify(name)}; there are ${names.join(", ")}`);
  return found;
}
