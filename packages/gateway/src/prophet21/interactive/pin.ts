import type { Mount } from "../../connections/mount.ts";
import type { Injection, TokenOutlet } from "../../connections/outlet.ts";

/** A session's token: the one it was opened with, to its end. It is never renewed, or the session would be out of reach. */
export interface PinnedToken {
  readonly injection: Injection;
  /** Gives back what the token was borrowed from. */
  release(): void;
}

/** What a pin is made of. */
export interface PinParts extends Pick<Pin, "mount" | "path" | "user"> {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** No call has come for as long as the session may stand idle, or none can come any more. */
  readonly onIdle: (pin: Pin) => void;
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
  /** Epoch milliseconds from which the credential that it was opened with is refused: nobody can reach it then. */
  untilMs: number = Infinity;
  isLost = false;
  #inFlight = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #now: () => number;
  readonly #onIdle: (pin: Pin) => void;

  constructor({ mount, path, user, now, onIdle }: PinParts) {
    this.mount = mount;
    this.path = path;
    this.user = user;
    this.#now = now;
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
    this.#rest();
  }

  /** The credential that it was opened with ends then. */
  endBy(untilMs: number): void {
    this.untilMs = untilMs;
    this.#rest();
  }

  /** No call of it is to come. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #rest(): void {
    if (this.#inFlight > 0 || this.token === undefined) return;
    clearTimeout(this.#timer);
    const leftMs = Math.max(0, Math.min(this.idleMs, this.untilMs - this.#now()));
    this.#timer = setTimeout(() => this.#onIdle(this), leftMs);
    this.#timer.unref();
  }
}
