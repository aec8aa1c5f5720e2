import type { Exchange, Header } from "../../evidence/evidence.ts";

/** A request of the doctor's, before it is sent. Header names go out as they are spelled. */
export interface ProbeRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What it is for, in a few words, for the list of calls. */
  readonly purpose: string;
  /** Of the answer's body no more is read. @default 65536 */
  readonly maxBytes?: number;
}

/** Why no answer came: the code that Node gives, and its words without anything that was sent. */
export interface WireFailure {
  readonly code: string;
  readonly message: string;
}

/** A request and what became of it. */
export interface Sent {
  readonly purpose: string;
  readonly exchange: Exchange;
  readonly failure: WireFailure | undefined;
  /** Zero where no answer came. */
  readonly status: number;
  /** At most as much as was asked for. */
  readonly body: string;
  readonly tookMs: number;
}

/** An answer before it has become evidence. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string;
}

/** Carries one request, follows no redirect, and rejects with the system's error where no answer comes. */
export type Carry = (request: ProbeRequest, signal: AbortSignal) => Promise<RawAnswer>;

/** A header of an answer, or the empty text. `name` is lower case. */
export function answerHeader(sent: Sent, name: string): string {
  return sent.exchange.response?.headers.find((each) => each.name.toLowerCase() === name)?.value ?? "";
}
