import type { Mount } from "../../connections/mount.ts";
import type { Injection, TokenOutlet } from "../../connections/outlet.ts";

/** A session's token: the one it was opened with, to its end. It is never renewed, or the session would be out of reach. */
export interface PinnedToken {
  readonly injection: Injection;
  /** Gives back what the token was borrowed from. */
  release(): void;
}

/** One Interactive session of one caller. */
export class Pin implements TokenOutlet {
  readonly refusal = "session.lost";
  /** Where the session can be ended. */
  readonly mount: Mount;
  /** The path at which it was opened, as sent. */
  readonly path: string;
  /** The P21 user that was registered then. */
  readonly user: string | undefined;
  token: PinnedToken | undefined = undefined;
  /** Looks out for the end of the consumer's registration. */
  watching: Disposable | undefined = undefined;
  idleMs = 0;
  isLost = false;
  #inFlight = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onIdle: (pin: Pin) => void;

  constructor(mount: Mount, path: string, user: string | undefined, onIdle: (pin: Pin) => void) {
    this.mount = mount;
    this.path = path;
    this.user = user;
    this.#onIdle = onIdle;
  }

  held(): Injection | undefined {
    return this.token?.injection;
  }

  obtain(): Promise<Injection> {
    const { token } = this;
    return token === undefined ? Promise.reject(new Error("The session has ended.")) : Promise.resolve(token.injection);
  }

  refused(): boolean {
    this.isLost = true;
    return false;
  }

  /** A call of the session has begun. */
  begin(): void {
    this.#inFlight += 1;
    clearTimeout(this.#timer);
  }

  /** It has been answered; from here on the session is idle, unless another call is under way. */
  end(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0 && this.token !== undefined) this.#rest();
  }

  /** No call of it is to come. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onIdle(this), this.idleMs);
    this.#timer.unref();
  }
}
