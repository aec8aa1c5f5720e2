import type { FailedAnswer, FailedCall, Failure, KineticOptions, Prophet21Options } from "@erpgate/client";
import type { BatchServer } from "./batch-server.ts";
import type { SeatSessions } from "./admission/admission.ts";
import type { SessionsConfig } from "./admission/admission-config.ts";
import type { Clock } from "./admission/clock.ts";
import type { Outlet } from "./connections/outlet.ts";
import type { ConsumerGrant } from "./consumers/consumer.ts";
import type { OwnEndpoint } from "./endpoint.ts";
import type { DescribedCall } from "./policy/described-call.ts";
import type { ScopeUsage } from "./policy/scope-usage.ts";
import type { Problem } from "./problem.ts";
import type { Reason } from "./reason.ts";
import type { DeskLogin, SessionCall, SessionDesk } from "./session-desk.ts";

export type ConnectionOptions = KineticOptions | Prophet21Options;

/** One call as policy sees it. */
export interface Call {
  readonly method: string;
  /** The path below the connection's base URL, beginning with a slash, exactly as it will be sent. */
  readonly path: string;
  /** The company that the call will be made in, where the path does not say it. */
  readonly company: string | undefined;
}

/** Judges the query of a call that is allowed otherwise; undefined: nothing is wrong with it. */
export type QueryCheck = (query: string | undefined) => Reason | undefined;

/** Why not; or yes, if its query passes; undefined: yes. */
export type Verdict = Reason | QueryCheck | undefined;

/** Decides about one call under one scope text. */
export type Judge = (call: Call) => Verdict;

/** A scope text made ready, or what is wrong with it. */
export type CompiledScope =
  | {
      readonly judge: Judge;
      /** The entry that opens a call, as it stands in a scope; for people. */
      ruleFor(call: Call, query: string | undefined): string | undefined;
    }
  | { readonly fault: string };

/** What a call asks for beside its path, as it will be sent: judged and forwarded are one and the same text. */
export interface Context {
  readonly company: string | undefined;
  /** Header names and values in turn. */
  readonly headers: readonly string[];
  /** A query parameter that would beat the header, and so must say the same if it is there at all. Lower case. */
  readonly pinned: PinnedParameter | undefined;
  /** Looks at the query for what its address does not say; undefined: nothing is wrong. */
  readonly checkOptions?: (query: string) => Reason | undefined;
}

/** A query parameter, and the one value that it may have. */
export interface PinnedParameter {
  readonly parameter: string;
  readonly value: string | undefined;
  /** Why another is refused; undefined: the context says otherwise. */
  readonly reason?: Reason;
}

/** What a consumer is held to in each call, by name; see {@link ConsumerGrant}. */
export type Pins = NonNullable<ConsumerGrant["pinned"]>;

/** The body of a refusal in the vendor's own form. */
export interface RefusalBody {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** For 401 only. */
  readonly challenge: string | undefined;
}

/** What a refusal is made of. */
export interface Refusal {
  readonly problem: Problem;
  readonly finding: string | undefined;
  /** What to do about it: in the gateway's own words, else in those of the findings catalogue. */
  readonly fix: readonly string[] | undefined;
  readonly requestId: string;
  /** The scheme of the caller's Authorization, in small letters. */
  readonly scheme: string | undefined;
  /** The caller's Accept header. */
  readonly accept: string | undefined;
  /** The path below the connection's base URL. */
  readonly path: string;
}

export interface PinFault {
  readonly message: string;
  readonly fix: string;
}

/** Tokens in the ERP's own shape, good on one connection's mount alone. */
export interface MountTokens {
  /** Their `iss`. */
  readonly issuer: string;
  /** Whom the claims of a verified token name. */
  consumerOf(
    claims: Readonly<Record<string, unknown>>,
  ): { readonly id: string; readonly name: string; readonly key: unknown } | undefined;
}

/**
 * Everything in which one ERP differs from the other, for one connection. Outside the folders kinetic/ and prophet21/
 * no file knows either.
 */
export interface Dialect {
  readonly system: ConnectionOptions["system"];
  /** Makes a consumer's scope text ready to judge calls. */
  compileScope(text: string): CompiledScope;
  /** The calls that a scope text may open, for a description of them; its judge says which of them it does. */
  describeScope(text: string): readonly DescribedCall[];
  /** Watches what of a scope is used. @param pins what its calls are held to */
  scopeUsage(text: string, pins: Pins | undefined): ScopeUsage;
  /**
   * Reads the caller's context header (Kinetic's CallSettings), or says what stands in for a missing one.
   * @param pins what the consumer is held to
   * @returns the context to judge and to send, or the reason to refuse
   */
  readContext(path: string, header: string | undefined, pins: Pins | undefined): Context | Reason;
  /** What is wrong with holding a consumer of this scope to these. */
  pinFaults(pins: Pins, scope: string): readonly PinFault[];
  /** The gateway's own answer at an address that the ERP would answer with addresses or credentials of its own. */
  ownEndpoint(path: string): OwnEndpoint | undefined;
  /** The options for a connection that acts for one consumer alone, or undefined when the shared one will do. */
  optionsFor(grant: ConsumerGrant): ConnectionOptions | undefined;
  /**
   * The options of a login for the user of this token. Present where the connection has no login of its own and every call is made
   * for the user who makes it.
   */
  readonly optionsForUser?: ((userToken: string) => ConnectionOptions) | undefined;
  /** Whether a call belongs to a session that lives on one token, and what it does to it. Absent where there are none. */
  sessionCall?(method: string, path: string): SessionCall | undefined;
  /** Serves those calls. */
  openDesk?(login: DeskLogin): SessionDesk;
  /** Serves requests that hold requests. Absent where there are none. */
  readonly batch?: BatchServer;
  /** Keeps sessions at the ERP that carry one call after the other. Absent where there are none. */
  openSessions?(outlet: Outlet, config: SessionsConfig, clock: Clock): SeatSessions;
  /** Whether a call sets something in the session that it is made in, which nobody may where sessions are shared. */
  setsInSession?(path: string): boolean;
  /** Whether a call changes nothing. */
  isRead(method: string, path: string): boolean;
  /** How the tokens look that the gateway issues in this ERP's own shape; undefined where it issues none. */
  readonly mountTokens: MountTokens | undefined;
  /** Held headers that the context decides about, so that they are never sent twice. Lower case. */
  readonly contextHeaders: ReadonlySet<string>;
  /** Statuses of answers that may hold the gateway's own credential or speak about it, and so are read before they pass. */
  mayConcernLogin(status: number): boolean;
  /** @param call what was asked and with what, which tells causes apart that the ERP answers alike */
  classifyFailure(answer: FailedAnswer, call?: FailedCall): Failure;
  /** Whether a failure is about the gateway's own login, and so none of the caller's business. */
  concernsLogin(failure: Failure, status: number): boolean;
  /** Whether a failure says that the session of {@link openSessions} has ended. */
  concernsSession?(failure: Failure): boolean;
  /** The smallest read that shows whether a login is let in, below the base URL; undefined where its token says so already. */
  readonly controlRead: string | undefined;
  /** Whether a login failed because the ERP has no licence left. */
  isExhausted(error: unknown): boolean;
  /** The finding that explains a reason in this ERP's terms. */
  findingOf(reason: Reason): string | undefined;
  /**
   * What to do about a refusal of the gateway's own, more exactly than its reason says; undefined: what the reason says.
   * @param path below the connection's base URL
   */
  fixOf?(reason: Reason, method: string, path: string): readonly string[] | undefined;
  refusalBody(refusal: Refusal): RefusalBody;
}
