import { errorTable } from "../../error-table.ts";
import { ErpgateError } from "../../errors.ts";
import { redact } from "../../redact.ts";
import type { SecretText } from "../../secret.ts";
import type { TransactionResult } from "./transaction-set.ts";

const QUOTED_CHARACTERS = 600;
const KEPT_CHARACTERS = 4_096;

/** Where a result came from, for the error that it may amount to. */
export interface ResultSource {
  readonly method: string;
  /** Path and query, redacted. */
  readonly path: string;
  readonly secrets: Iterable<SecretText>;
}

/**
 * Reads what came of a transaction. The answer is 200 whether anything was written or not (observed): only the summary tells.
 *
 * @throws {ErpgateError} P21_TRANSACTION_FAILED where it counts a failure; ANSWER_UNRECOGNISED where there is no summary
 */
export function checkResult(body: string, source: ResultSource): TransactionResult {
  const result = parsed(body);
  const failed = count(result?.Summary?.Failed);
  if (result === undefined || failed === undefined) {
    throw fault("ANSWER_UNRECOGNISED", "the answer has no summary, so what was written is not known", body, source);
  }
  if (failed === 0) return result as TransactionResult;
  const messages = (result.Messages ?? []).filter((text) => typeof text === "string" && text !== "").join(" | ");
  const said = redact(messages, source.secrets).slice(0, QUOTED_CHARACTERS);
  const written = count(result.Summary?.Succeeded) ?? 0;
  throw fault("P21_TRANSACTION_FAILED", `${failed} failed, ${written} written: ${JSON.stringify(said)}`, body, source);
}

interface PerhapsResult {
  readonly Messages?: readonly unknown[];
  readonly Summary?: { readonly Failed?: unknown; readonly Succeeded?: unknown };
}

function parsed(body: string): PerhapsResult | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const count = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

function fault(
  code: "P21_TRANSACTION_FAILED" | "ANSWER_UNRECOGNISED",
  said: string,
  body: string,
  { method, path, secrets }: ResultSource,
): ErpgateError {
  const { summary, fix } = errorTable[code];
  return new ErpgateError(code, `${summary} ${method} ${path.split("?")[0] ?? ""}: ${said}. ${fix}`, {
    status: 200,
    request: Object.freeze({ method, path }),
    response: Object.freeze({ status: 200, headers: {}, body: redact(body, secrets).slice(0, KEPT_CHARACTERS) }),
  });
}
