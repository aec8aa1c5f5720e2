import type { CommandUsage, OptionSpecs, Sink } from "./command.ts";
import { exitCodeMeanings } from "./exit-code.ts";
import { pairs } from "./output/table.ts";
import { styleFor } from "./output/style.ts";

/** What `erpgate` and `erpgate help` print. */
export function overview(commands: readonly CommandUsage[], sink: Sink): string {
  const { bold } = styleFor(sink);
  return [
    "erpgate gets programs into Epicor Kinetic and Prophet 21 (P21), keeps them in, and says why when they cannot get in.\n",
    `${bold("Start here")}\n${pairs(startHere, "  ")}`,
    `${bold("Commands")}\n${pairs(
      commands.map(({ name, summary }) => [name, summary]),
      "  ",
    )}`,
    `${bold("More")}\n${pairs(more, "  ")}`,
    `${bold("Exit codes")}\n${exitCodes()}`,
    `${bold("Environment")}\n${pairs(environment, "  ")}`,
  ].join("\n");
}

/** What `erpgate help NAME` prints. */
export function commandHelp(usage: CommandUsage, sink: Sink): string {
  const { bold } = styleFor(sink);
  const sections = [
    `${bold(`erpgate ${usage.name}`)}: ${usage.summary}\n`,
    `${bold("Usage")}\n${usage.forms.map((form) => `  erpgate ${usage.name} ${form}`.trimEnd() + "\n").join("")}`,
    ...usage.details.map((paragraph) => `${paragraph}\n`),
    `${bold("Options")}\n${pairs(optionRows(usage.options), "  ")}`,
    `${bold("Examples")}\n${usage.examples.map(({ line, what }) => `  ${line}\n      ${what}\n`).join("")}`,
    `${bold("Exit codes")}\n${exitCodes()}`,
  ];
  return sections.join("\n");
}

const startHere: readonly (readonly [string, string])[] = [
  ["erpgate serve --demo", "a gateway over an emulated Kinetic and P21, with lines to try"],
  ["erpgate emulate", "only the emulated ERPs, to write a program against"],
];

const more: readonly (readonly [string, string])[] = [
  ["help COMMAND", "options and examples of one command"],
  ["--version", "the version, and nothing else"],
];

const environment: readonly (readonly [string, string])[] = [
  ["ERPGATE_CONFIG", "the configuration file, where --config is not given"],
  ["NO_COLOR", "set to anything: no colour"],
];

function optionRows(options: OptionSpecs): (readonly [string, string])[] {
  const rows = Object.entries(options).map(([name, spec]): readonly [string, string] => {
    const short = spec.short === undefined ? "" : `-${spec.short}, `;
    return [
      `${short}--${name}${spec.kind === "text" ? ` ${spec.value ?? "VALUE"}` : ""}`,
      `${spec.help}${spec.repeatable === true ? " (repeatable)" : ""}`,
    ];
  });
  return [...rows, ["-h, --help", "this page"]];
}

function exitCodes(): string {
  return pairs(
    exitCodeMeanings.map(({ code, meaning }) => [String(code), meaning]),
    "  ",
  );
}
