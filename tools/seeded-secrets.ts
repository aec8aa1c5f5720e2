/**
 * Every secret that a test makes up carries this mark, so that one search over all that a test run wrote
 * (see test.ts) proves that none of them got out, whatever it was called.
 */
export const SEED_MARK = "sEEd7kQ2";

/** A secret for a test: `seeded("kinetic-password")`. Letters, digits and hyphens only, so it fits every header and URL. */
export function seeded(label: string): string {
  return `${SEED_MARK}-${label}-${SEED_MARK}`;
}
