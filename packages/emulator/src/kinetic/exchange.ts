import type { Answer } from "../http/answer.ts";
import type { Call } from "../http/call.ts";
import type { Findings, Surroundings } from "../system.ts";
import type { BusinessObject } from "./business-objects.ts";
import type { KineticAddress } from "./read-address.ts";
import type { Seat } from "./licences.ts";
import type { Session } from "./sessions.ts";
import type { KineticApiKey, KineticState, KineticUser } from "./state.ts";
import type { KineticSwitches } from "./switches.ts";

/** One request on its way through the steps; what a step finds out is there for the next. */
export interface KineticExchange {
  readonly call: Call;
  readonly address: KineticAddress;
  readonly state: KineticState;
  readonly objects: readonly BusinessObject[];
  readonly switches: KineticSwitches;
  readonly surroundings: Surroundings;
  readonly random: () => number;
  readonly findings: Findings;
  /** Set by the login step. */
  user?: KineticUser;
  login?: LoginFacts;
  /** Set by the API key step, where a key was needed. */
  apiKey?: KineticApiKey;
  /** The company worked in: the address's on v2; CallSettings' or the user's first on v1. */
  company?: string;
  plant?: string;
  /** The session that the call named, and in which header. */
  session?: Session;
  sessionFrom?: "SessionInfo" | "License";
  /** The licence that the call holds by itself, until it has been answered. */
  seat?: Seat;
  /** How long the call takes, by the emulator's clock. */
  workMs: number;
  /** Answers one part of a batch, which is a call of its own. */
  readonly answerPart: (call: Call) => Answer;
}

/** How the caller signed in, as the server sees it. */
export interface LoginFacts {
  readonly mode: "Basic" | "Token" | "AzureAD" | "IdentityProvider";
  /** When the token runs out, in epoch milliseconds. */
  readonly expiresAtMs?: number;
  /** The Entra ID user's and tenant's ids. */
  readonly oid?: string;
  readonly tid?: string;
}

export type KineticStep = (exchange: KineticExchange) => Answer | undefined;

/** The user that the login step found; asking before that step ran is a mistake in the list of steps. */
export function signedIn({ user }: KineticExchange): KineticUser {
  if (user === undefined) throw new Error("this step must come after checkLogin");
  return user;
}

/** The company that an earlier step settled. */
export function currentCompany({ company }: KineticExchange): string {
  if (company === undefined) throw new Error("this step must come after readCompany");
  return company;
}

/** The service that the address names, in lower case; empty where it names none. */
export function serviceAsked({ address }: KineticExchange): string {
  return address.kind === "resource" ? address.service.toLowerCase() : "";
}

/** The rows of a table that belong to the current company. */
export function companyRows(object: BusinessObject, exchange: KineticExchange): BusinessObject["table"]["rows"] {
  if (!object.byCompany) return object.table.rows;
  const company = currentCompany(exchange);
  return object.table.rows.filter((row) => row["Company"] === company);
}
