/**
 * Takes one fault of a configuration. Faults are gathered, never thrown one by one, so that all are told at once.
 *
 * @param path where it is, as `["auth", "password"]`
 * @param message what is wrong, without the value: it may be a secret
 * @param fix the next thing to do
 */
export type Report = (path: readonly (string | number)[], message: string, fix: string) => void;

/** Reports a fault and gives what a faulty option is read as. */
export function fault(report: Report, path: readonly (string | number)[], message: string, fix: string): undefined {
  report(path, message, fix);
  return undefined;
}

/** Reports within a member: `under(report, "auth")`. */
export function under(report: Report, name: string): Report {
  return (path, message, fix) => report([name, ...path], message, fix);
}
