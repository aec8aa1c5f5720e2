import type { ExplainedFinding } from "../explain.ts";
import type { CheckName } from "./check-names.ts";

/**
 * `unknown`: the check could not decide, and says so rather than guess. `skip`: something before it failed (then `blockedBy`
 * names it), or there is nothing to check.
 */
export type Verdict = "ok" | "warn" | "fail" | "skip" | "unknown";

/** What is wrong, or will be, and what to do. */
export interface Trouble extends Omit<ExplainedFinding, "id"> {
  /** A finding of the catalogue; undefined for advice that has no entry there, such as a password that runs out soon. */
  readonly id: string | undefined;
}

/** What one check came to. */
export interface Check {
  readonly name: CheckName;
  readonly verdict: Verdict;
  /** One line. */
  readonly summary: string;
  /** The check that has to be put right first. */
  readonly blockedBy: CheckName | undefined;
  /** The likeliest first. */
  readonly troubles: readonly Trouble[];
  /** Worth knowing, and nothing to put right. */
  readonly advice: readonly string[];
  /** What was seen, for who wants to know more. */
  readonly details: readonly string[];
  readonly tookMs: number;
}

/** What a check says of itself; the rest is the runner's. */
export type Outcome = Pick<Check, "verdict" | "summary"> & Partial<Pick<Check, "troubles" | "advice" | "details">>;

/** A request that was made, without anything that could let somebody in. */
export interface MadeCall {
  readonly method: string;
  /** Host and path, without the query. */
  readonly address: string;
  /** Undefined where no answer came. */
  readonly status: number | undefined;
  /** What it was for. */
  readonly purpose: string;
}

/** What `examine` found. Nothing in it holds a secret. */
export interface Examination {
  readonly system: "kinetic" | "prophet21";
  readonly url: string;
  readonly startedAtMs: number;
  readonly tookMs: number;
  /** In the order of the way in. */
  readonly checks: readonly Check[];
  /** What failed, in the order of the way in, and after it what is to be heeded. */
  readonly findings: readonly (Trouble & { readonly check: CheckName; readonly verdict: Verdict })[];
  /** `findings` where a check failed or warns; else `unknown` where one could not decide. */
  readonly verdict: "ok" | "findings" | "unknown";
  readonly calls: readonly MadeCall[];
  /** The certificates that the server showed, the server's own first, in PEM; undefined where none was asked for or shown. */
  readonly chain: string | undefined;
}
