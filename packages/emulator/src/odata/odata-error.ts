/** What is wrong with a query; the dialect decides the status and the shape in which it says so. */
export type ODataErrorKind = "syntax" | "property" | "types" | "function" | "option";

export class ODataError extends Error {
  readonly kind: ODataErrorKind;

  constructor(kind: ODataErrorKind, message: string) {
    super(message);
    this.name = "ODataError";
    this.kind = kind;
  }
}
