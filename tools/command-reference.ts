/** `node tools/command-reference.ts` writes docs/command-line.md from the help of the commands. A test holds the page against them. */
import { commandNames, loadCommand } from "../packages/cli/src/command-table.ts";
import type { CommandUsage, OptionSpec } from "../packages/cli/src/command.ts";
import { exitCodeMeanings } from "../packages/cli/src/exit-code.ts";
import { formatted, writePage } from "./written-page.ts";

const PAGE = "command-line.md";

function optionRow(name: string, option: OptionSpec): string {
  const short = option.short === undefined ? "" : `\`-${option.short}\`, `;
  const value = option.kind === "text" ? ` ${option.value ?? "VALUE"}` : "";
  const more = option.repeatable === true ? " Can be given several times." : "";
  return `| ${short}\`--${name}${value.replaceAll("|", "\\|")}\` | ${option.help.replaceAll("|", "\\|")}.${more} |`;
}

function section(usage: CommandUsage): string {
  const examples = usage.examples.map(({ line, what }) => `# ${what}\n${line}`).join("\n\n");
  return [
    `## erpgate ${usage.name}`,
    `${usage.summary[0]?.toUpperCase() ?? ""}${usage.summary.slice(1)}.`,
    `\`\`\`text\n${usage.forms.map((form) => `erpgate ${usage.name} ${form}`.trimEnd()).join("\n")}\n\`\`\``,
    ...usage.details,
    [
      "| option | |",
      "| --- | --- |",
      ...Object.entries(usage.options).map(([name, option]) => optionRow(name, option)),
    ].join("\n"),
    `\`\`\`sh\n${examples}\n\`\`\``,
  ].join("\n\n");
}

/** The whole page. */
export async function commandReference(): Promise<string> {
  const commands = await Promise.all(commandNames.map(async (name) => (await loadCommand(name)).usage));
  const text = [
    "# Command line",
    "<!-- Written by `node tools/command-reference.ts` from the help of the commands: change that, not this page. -->",
    "In a checkout every line here works with `npx` before it. `erpgate help COMMAND` prints the same.",
    "With `--json` standard output is JSON and nothing else; progress and warnings go to standard error. Passwords and keys are never arguments: they come from references in the [configuration file](configuration.md).",
    "| exit code | |\n| --- | --- |",
  ].join("\n\n");
  const codes = exitCodeMeanings.map(({ code, meaning }) => `| ${code} | ${meaning} |`).join("\n");
  return formatted(PAGE, [`${text}\n${codes}`, ...commands.map(section)].join("\n\n"));
}

if (import.meta.main) void writePage(PAGE, commandReference());
