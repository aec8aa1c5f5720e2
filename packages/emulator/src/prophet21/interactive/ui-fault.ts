/** A UI call that is refused: the status and the text that go out. */
export class UiFault extends Error {
  readonly status: number;
  /** For the journal: what would have been accepted. */
  readonly wouldAccept: string;

  constructor(status: number, message: string, wouldAccept: string) {
    super(message);
    this.name = "UiFault";
    this.status = status;
    this.wouldAccept = wouldAccept;
  }
}
