/** Whose fault it is about: the vendor's system, Entra ID, or something on the way there. */
export type FindingSystem = "kinetic" | "prophet21" | "entra" | "network" | "tls" | "proxy" | "client";

/** Where on the way into the ERP the fault lies, from the name look-up to the caller's own code. */
export type FindingLayer =
  | "dns"
  | "tcp"
  | "tls"
  | "proxy"
  | "http"
  | "url"
  | "api-key"
  | "credentials"
  | "token"
  | "session"
  | "licence"
  | "permission"
  | "scope"
  | "server"
  | "client-code";

/**
 * How well the fact behind a finding is known. It bounds the tone of the text: `observed` and `documented` are stated as
 * facts, `claimed` is "reported", `inferred` is "likely".
 */
export type FindingCertainty = "observed" | "documented" | "claimed" | "inferred";

/** One diagnosed cause of a failed call, with the steps that end it. */
export interface Finding {
  /** `system/name`; never renamed or reused, since alerts and other people's notes hang on it. */
  readonly id: `${FindingSystem}/${string}`;
  readonly layer: FindingLayer;
  /** False for an ordinary answer of the application: not a fault of connection, login, key, licence, session or rights. */
  readonly auth: boolean;
  readonly certainty: FindingCertainty;
  /** What is wrong, in one line. */
  readonly title: string;
  /** Why it happens. */
  readonly cause: string;
  /** What to do, in order. */
  readonly fix: readonly string[];
}
