import type { Examination, Trouble } from "@erpgate/doctor";
import { plainLine } from "../output/plain-text.ts";
import { conclusion } from "./checklist.ts";

/** The examination as Markdown, for a ticket. What came from a server is shown as text, and never as markup. */
export function markdownReport(name: string, examination: Examination): string {
  const { url, system, startedAtMs, checks, findings, calls } = examination;
  const blocks = [
    `# erpgate doctor: ${plain(name)}`,
    [`- address: ${plain(url)}`, `- system: ${system}`, `- at: ${new Date(startedAtMs).toISOString()}`].join("\n"),
    plain(conclusion(examination)),
    ...(findings.length === 0 ? [] : ["## What to do", ...findings.map(findingText)]),
    "## Checks",
    table(
      ["check", "verdict", "what was found"],
      checks.map((check) => [check.name, check.verdict, [check.summary, ...check.advice].join(" · ")]),
    ),
    "## What was seen",
    checks.flatMap((check) => check.details.map((line) => `- ${check.name}: ${plain(line)}`)).join("\n") ||
      "Nothing more.",
    "## Calls made",
    table(
      ["call", "answer", "what for"],
      calls.map(({ method, address, status, purpose }) => [
        `${method} ${address}`,
        status === undefined ? "none" : String(status),
        purpose,
      ]),
    ),
    "Secrets are left out. erpgate is not affiliated with Epicor.",
  ];
  return `${blocks.join("\n\n")}\n`;
}

function findingText({ title, id, cause, evidence, fix }: Trouble): string {
  return [
    `### ${plain(title)}${id === undefined ? "" : ` (\`${id}\`)`}`,
    plain(cause),
    ...(evidence.length === 0 ? [] : [evidence.map((line) => `- seen: ${plain(line)}`).join("\n")]),
    fix.map((step, at) => `${String(at + 1)}. ${plain(step)}`).join("\n"),
  ].join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => plain(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Markup of whatever kind becomes text. */
const plain = (text: string): string =>
  plainLine(text).replace(/[\\`*_[\]<>#]/g, (mark) => (mark === "<" ? "&lt;" : mark === ">" ? "&gt;" : `\\${mark}`));
