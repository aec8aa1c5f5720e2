import type { Check, Examination, Trouble, Verdict } from "@erpgate/doctor";
import { plainLine } from "../output/plain-text.ts";
import type { Style } from "../output/style.ts";

const NAME_WIDTH = 14;

/** One line for a check that is in order; under one that is not, what was seen and what to do. */
export function checkText(check: Check, style: Style, isVerbose: boolean): string {
  const { name, verdict, summary, troubles, advice, details } = check;
  const line = `${mark(verdict, style)} ${name.padEnd(NAME_WIDTH)}${plainLine(summary)}`;
  const lines = [
    verdict === "skip" ? style.dim(line) : line,
    ...troubles.flatMap((trouble, at) => troubleLines(trouble, at, summary, style)),
    ...advice.map((text) => `  ${style.dim(`· ${plainLine(text)}`)}`),
    ...(isVerbose ? details.map((text) => `  ${style.dim(plainLine(text))}`) : []),
  ];
  return `${lines.join("\n")}\n`;
}

function troubleLines(
  { id, title, cause, evidence, fix }: Trouble,
  at: number,
  summary: string,
  style: Style,
): string[] {
  const heading =
    at === 0 && title === summary ? [] : [`    ${at === 0 ? "" : "perhaps: "}${style.bold(plainLine(title))}`];
  const seen = evidence.map((text) => `    ${style.dim("seen")}  ${plainLine(text)}`);
  // Of the less likely cause its name is enough: its steps would bury those of the first.
  if (at > 0) return [...heading, ...seen];
  return [
    ...heading,
    ...(id === undefined ? [] : [`    ${style.dim(id)}`]),
    `    ${plainLine(cause)}`,
    ...seen,
    ...fix.map((step) => `    → ${plainLine(step)}`),
  ];
}

function mark(verdict: Verdict, style: Style): string {
  switch (verdict) {
    case "ok":
      return style.good("✓");
    case "warn":
      return style.bold("!");
    case "fail":
      return style.bad("✗");
    case "skip":
      return style.dim("–");
    case "unknown":
      return style.bold("?");
  }
}

/** The last lines: what it came to, and with `--verbose` what was asked of the ERP. */
export function summaryText(examination: Examination, style: Style, isVerbose: boolean): string {
  const calls = examination.calls.map(
    ({ method, address, status, purpose }) =>
      `  ${method} ${plainLine(address)}  ${status === undefined ? "no answer" : String(status)}  ${style.dim(purpose)}`,
  );
  const listed = isVerbose && calls.length > 0 ? `\n${style.bold("Calls made")}\n${calls.join("\n")}\n` : "";
  return `${listed}\n${conclusion(examination)}\n`;
}

/** In a sentence or two. */
export function conclusion({ checks, tookMs }: Examination): string {
  const count = (verdict: Verdict): number => checks.filter((check) => check.verdict === verdict).length;
  const failed = checks.filter(({ verdict }) => verdict === "fail").map(({ name }) => name);
  const took = `${String(tookMs)} ms`;
  const parts = [
    ...(failed.length === 0 ? [] : [`${failed.join(", ")} to be put right`]),
    ...(count("warn") === 0 ? [] : [`${String(count("warn"))} to be heeded`]),
    ...(count("unknown") === 0 ? [] : [`${String(count("unknown"))} not decided`]),
  ];
  return parts.length === 0
    ? `All is well: ${String(count("ok"))} checks in ${took}.`
    : `${capital(parts.join("; "))} (${String(count("ok"))} in order, ${took}).`;
}

const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
