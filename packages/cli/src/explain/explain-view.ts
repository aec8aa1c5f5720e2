import type { ExplainedFinding, Explanation } from "@erpgate/doctor";
import { plainLine } from "../output/plain-text.ts";
import type { Style } from "../output/style.ts";

/** What the command prints for people: the likeliest finding in full, the others with what would tell them apart. */
export function explainView({ findings, cut }: Explanation, style: Style): string {
  const [first, ...others] = findings;
  const blocks =
    first === undefined ? [nothing()] : [whole(first, style), ...others.map((each) => also(each, first, style))];
  const note = cut === undefined ? [] : [style.dim(cut)];
  return `${[...blocks, ...note].join("\n\n")}\n`;
}

/** The members that `--json` promises, and no others. */
export function explainJson({ findings }: Explanation): { findings: readonly Omit<ExplainedFinding, "tellApart">[] } {
  return {
    findings: findings.map(({ id, confidence, title, cause, fix, evidence }) => ({
      id,
      confidence,
      title,
      cause,
      fix,
      evidence,
    })),
  };
}

function nothing(): string {
  return [
    "No known failure is in this text.",
    "If a call did fail, paste request and answer with headers and body: curl -v, or a HAR saved by the browser.",
  ].join("\n");
}

function whole(found: ExplainedFinding, style: Style): string {
  return [
    `${style.bold(found.title)}  ${style.dim(`${found.id}, ${sureness(found.confidence)}`)}`,
    found.cause,
    ...section("Seen", found.evidence, "·", style),
    ...section("What to do", found.fix, "→", style),
  ].join("\n");
}

function also(found: ExplainedFinding, first: ExplainedFinding, style: Style): string {
  const apart = first.tellApart.find(({ id }) => id === found.id)?.how;
  return [
    `${first.id === "unknown" ? "Perhaps" : "Also possible"}: ${style.bold(found.title)}  ${style.dim(`${found.id}, ${sureness(found.confidence)}`)}`,
    ...section("Seen", found.evidence, "·", style),
    ...(apart === undefined ? [] : [`Told apart by: ${plainLine(apart)}`]),
    ...section("What to do", found.fix, "→", style),
  ].join("\n");
}

function section(title: string, lines: readonly string[], mark: string, style: Style): string[] {
  return lines.length === 0 ? [] : ["", style.dim(title), ...lines.map((line) => `  ${mark} ${plainLine(line)}`)];
}

function sureness(confidence: number): string {
  if (confidence >= 0.9) return "very likely";
  if (confidence >= 0.7) return "likely";
  return confidence >= 0.55 ? "possible" : "not decided";
}
