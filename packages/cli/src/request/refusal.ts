import type { FailedCall, Failure } from "@erpgate/client";
import type { Io } from "../command.ts";
import { connectionSecrets } from "../connection-secrets.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import type { ConnectionOptions } from "../open-connections.ts";
import { plainLine } from "../output/plain-text.ts";
import { styleFor } from "../output/style.ts";
import type { Answer } from "./answer.ts";
import { bodyText } from "./print-answer.ts";

/** An answer that is not 2xx, judged by its evidence. */
export interface Refusal {
  /** Without the secrets that the ERPs repeat in it: Kinetic the API key, P21 the consumer key. */
  readonly body: string;
  readonly failure: Failure;
}

/** A refusal's body is held whole, to be judged; no error page is longer than this. */
const MAX_LENGTH = 1024 * 1024;

/** Reads and judges an answer that is not 2xx. */
export async function readRefusal({ response, sent }: Answer, options: ConnectionOptions): Promise<Refusal> {
  const { redact } = await import("@erpgate/client");
  const { classifyFailure } =
    options.system === "kinetic" ? await import("@erpgate/client/kinetic") : await import("@erpgate/client/prophet21");
  const text = await bodyText(response, MAX_LENGTH);
  const call = callOf(new URL(response.url).href.slice(new URL(options.url).href.replace(/\/$/, "").length), sent);
  const failure = classifyFailure(
    { status: response.status, headers: Object.fromEntries(response.headers), body: text },
    call,
  );
  return {
    body: redact(
      text,
      connectionSecrets(options).map(({ value }) => value),
    ),
    failure,
  };
}

/** What was asked, and with what: P21's "not authorized" says neither table nor scope, so only the two together tell why. */
function callOf(path: string, sent: Readonly<Record<string, string>>): FailedCall {
  const [scheme = "", token] = (sent["authorization"] ?? "").split(" ");
  return {
    path,
    scheme: scheme.toLowerCase(),
    token: scheme.toLowerCase() === "bearer" ? token : undefined,
    hadApiKey: sent["x-api-key"] !== undefined,
  };
}

/** What a refusal means and what to do about it, on stderr. */
export async function explainRefusal(answer: Answer, { failure }: Refusal, io: Io): Promise<ExitCode> {
  const { finding } = await import("@erpgate/doctor/findings");
  const known = failure.finding === undefined ? undefined : finding(failure.finding);
  const { bad, dim } = styleFor(io.stderr);
  const title = known?.title ?? "the call was refused";
  const lines = [
    `${bad("erpgate:")} ${String(answer.response.status)} from ${plainLine(answer.connection)}: ${title} ${dim(`[${failure.code}]`)}`,
    ...(known === undefined ? [] : [`  ${known.cause}`, ...known.fix.map((step) => `  → ${step}`)]),
    ...(known === undefined ? [] : [dim(`  finding: ${known.id}`)]),
  ];
  io.stderr.write(`${lines.join("\n")}\n`);
  return exitCode.refused;
}
