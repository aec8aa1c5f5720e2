/** The time during which one configuration is in force: counts the requests that began in it, to know when none is left. */
export class Reign {
  #running = 0;
  readonly #last = Promise.withResolvers<undefined>();
  #ended = false;

  begin(): void {
    this.#running += 1;
  }

  end(): void {
    this.#running -= 1;
    if (this.#ended && this.#running === 0) this.#last.resolve(undefined);
  }

  /** No request begins in it any more. @returns resolves when the last one has ended */
  over(): Promise<undefined> {
    this.#ended = true;
    if (this.#running === 0) this.#last.resolve(undefined);
    return this.#last.promise;
  }
}
