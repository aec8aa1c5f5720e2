/** What a number's text is filled in with. */
export type RefusalValues = Readonly<Record<string, string>>;

/** Ends a request with an AADSTS number. Thrown from however deep a check lies, and made an answer in one place. */
export class Refusal extends Error {
  readonly code: number;
  readonly values: RefusalValues;
  /** For the journal: what would have been accepted. */
  readonly wouldAccept: string;

  constructor(code: number, wouldAccept: string, values: RefusalValues = {}) {
    super(`AADSTS${code}`);
    this.code = code;
    this.values = values;
    this.wouldAccept = wouldAccept;
  }
}

/** Refuses. The journal shows `wouldAccept`, the caller the number's own words. */
export function refuse(code: number, wouldAccept: string, values?: RefusalValues): never {
  throw new Refusal(code, wouldAccept, values);
}
