/** What to do about a finding, by its id; undefined where the catalogue has none of that id. */
export type FindingText = (id: string) => { readonly fix: readonly string[] } | undefined;

/**
 * The findings catalogue. It is the doctor's, a package of several hundred sentences that serving a request does not
 * need: it is loaded beside the start, and until then, or without it, refusals carry the id alone.
 */
export async function loadFindingText(): Promise<FindingText> {
  try {
    const { finding } = await import("@erpgate/doctor/findings");
    return (id) => finding(id);
  } catch {
    return () => undefined;
  }
}
