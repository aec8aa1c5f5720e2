/** A business rule of P21 said no; the text is what the caller gets to read. */
export class BusinessError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BusinessError";
  }
}
