import type { EchoUpstream } from "./echo-upstream.ts";

/** An ERP that answers when it is told to. */
export class SlowErp {
  readonly upstream: EchoUpstream;
  readonly #open: (() => void)[] = [];
  #arrived = Promise.withResolvers<undefined>();
  most = 0;

  constructor(upstream: EchoUpstream) {
    this.upstream = upstream;
    upstream.respond = (_request, response) => {
      this.#open.push(() => response.writeHead(200, { "content-length": "2" }).end("{}"));
      this.most = Math.max(this.most, this.#open.length);
      this.#arrived.resolve(undefined);
    };
  }

  get open(): number {
    return this.#open.length;
  }

  async until(open: number): Promise<void> {
    while (this.#open.length < open) {
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
  }

  answer(): void {
    this.#open.shift()?.();
  }
}
