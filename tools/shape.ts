/**
 * `npm run shape`: the sizes of our files and functions beside those of code bases that read calmly.
 * It reports and never fails: a long function with a good reason is fine, a drift is worth a look.
 */
import { globSync, readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";

interface Sizes {
  readonly files: readonly Sized[];
  readonly functions: readonly Sized[];
  readonly quietShare: number;
}
interface Sized {
  readonly name: string;
  readonly lines: number;
}

/** Code lines (those that hold a token; tests left out) as measured in mid-2026: median / p90 / max. */
const MODELS: readonly (readonly [string, string, string, string, string])[] = [
  ["jose/src", "56", "63 / 209 / 358", "7 / 28 / 112", "43 %"],
  ["kysely/src", "303", "37 / 182 / 1580", "6 / 13 / 193", "43 %"],
  ["node-oidc-provider/lib", "218", "25 / 178 / 875", "7 / 36 / 598", "31 %"],
  ["ky/source", "30", "22 / 143 / 862", "10 / 37 / 122", "51 %"],
  ["octokit auth-app/src", "10", "85 / 167 / 167", "18 / 55 / 98", "20 %"],
  ["undici/lib", "105", "152 / 535 / 1244", "7 / 32 / 315", "36 %"],
];

function withoutComments(text: string, comments: readonly { start: number; end: number }[]): string {
  let out = "";
  let at = 0;
  for (const { start, end } of comments) {
    out += text.slice(at, start) + text.slice(start, end).replaceAll(/[^\n]/g, " ");
    at = end;
  }
  return out + text.slice(at);
}

function codeLines(text: string): number {
  return text.split("\n").filter((line) => line.trim() !== "").length;
}

function isNode(value: unknown): value is { type: string; start: number; end: number } {
  return typeof value === "object" && value !== null && "type" in value && "start" in value && "end" in value;
}

function* functionsIn(node: unknown): Generator<{ start: number; end: number }> {
  if (Array.isArray(node)) for (const item of node) yield* functionsIn(item);
  if (!isNode(node)) return;
  if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) yield node;
  for (const child of Object.values(node)) if (typeof child === "object") yield* functionsIn(child);
}

function measure(pattern: string): Sizes {
  const files: Sized[] = [];
  const functions: Sized[] = [];
  let all = 0;
  for (const name of globSync(pattern)) {
    const text = readFileSync(name, "utf8");
    const parsed = parseSync(name, text);
    const bare = withoutComments(text, parsed.comments);
    const lines = codeLines(bare);
    all += text.split("\n").length;
    files.push({ name, lines });
    for (const { start, end } of functionsIn(parsed.program)) {
      const line = text.slice(0, start).split("\n").length;
      functions.push({ name: `${name}:${line}`, lines: codeLines(bare.slice(start, end)) });
    }
  }
  const code = files.reduce((sum, file) => sum + file.lines, 0);
  return { files, functions, quietShare: all === 0 ? 0 : 1 - code / all };
}

function spread(list: readonly Sized[]): string {
  const sorted = list.map((item) => item.lines).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return `${at(0.5)} / ${at(0.9)} / ${sorted.at(-1) ?? 0}`;
}

function row(cells: readonly string[]): string {
  const widths = [28, 6, 20, 20, 14];
  return cells.map((cell, i) => cell.padEnd(widths[i] ?? 10)).join(" ");
}

function longest(title: string, list: readonly Sized[], limit: number): void {
  const over = list.filter((item) => item.lines > limit).toSorted((a, b) => b.lines - a.lines);
  console.log(`\n${title}: ${over.length}`);
  for (const item of over.slice(0, 12)) console.log(`  ${String(item.lines).padStart(4)}  ${item.name}`);
}

const packages = globSync("packages/*/src").toSorted();
console.log(row(["sources", "files", "lines per file", "lines per function", "comment+blank"]));
console.log(row(["", "", "median / p90 / max", "median / p90 / max", ""]));
for (const folder of [...packages, "packages/*/src"]) {
  const sizes = measure(`${folder}/**/*.ts`);
  const name = folder === "packages/*/src" ? "erpgate, all" : folder;
  console.log(
    row([
      name,
      String(sizes.files.length),
      spread(sizes.files),
      spread(sizes.functions),
      `${Math.round(sizes.quietShare * 100)} %`,
    ]),
  );
}
for (const model of MODELS) console.log(row(model));
const ours = measure("packages/*/src/**/*.ts");
longest("Functions beyond 60 lines", ours.functions, 60);
longest("Files beyond 300 lines", ours.files, 300);
