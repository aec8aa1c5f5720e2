import type { Connection } from "@erpgate/client";
import type { Injection, Outlet } from "./connections/outlet.ts";
import type { Consumer } from "./consumers/consumer.ts";
import type { ConsumerDirectory } from "./consumers/directory.ts";
import type { Exchange } from "./exchange.ts";
import type { Forwarder } from "./forward/forward.ts";
import type { RequestHeaders } from "./forward/request-headers.ts";
import type { Decision } from "./policy/decision.ts";
import type { Reason } from "./reason.ts";

/** What a call does to a session that lives on one token: opens it, uses it, ends it. */
export type SessionCall = "create" | "use" | "end";

/** One call of a session, allowed by policy. */
export interface DeskCall {
  readonly exchange: Exchange;
  readonly decision: Decision;
  readonly headers: RequestHeaders;
  readonly forwarder: Forwarder;
  /** Who is registered; a session does not outlive its consumer, nor the credential that it was opened with. */
  readonly consumers: Pick<ConsumerDirectory, "byName" | "bySubject" | "onChange">;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly refuse: (exchange: Exchange, reason: Reason, finding?: string) => void;
  /** Sessions share the one token and take turns, because another token would end the first. */
  readonly inTurn: boolean;
}

/** Serves the calls of sessions that live on one token, and ends what is left of them. */
export interface SessionDesk {
  serve(call: DeskCall, session: SessionCall): Promise<void>;
  /** Ends every session at the ERP. */
  close(): Promise<void>;
}

/** What a desk has of its connection's login. */
export interface DeskLogin {
  /** A connection of its own with the same credentials, whose token nobody else uses. */
  openApart(consumer: Consumer): Connection;
  /** The login that all other calls of this consumer share. */
  outletFor(consumer: Consumer): Outlet;
  /** Makes the headers of a connection ready to be sent. */
  ready(headers: Readonly<Record<string, string>>): Injection;
}
