/** `node tools/switch-reference.ts` writes docs/emulator-switches.md from the emulator's tables. A test holds the page against them. */
import { createEmulator, describeEmulator, type SwitchDescription } from "@erpgate/emulator";
import { formatted, writePage } from "./written-page.ts";

const PAGE = "emulator-switches.md";

function row({ name, default: value, values, evidence }: SwitchDescription): string {
  return `| \`${name}\` | \`${JSON.stringify(value)}\` | ${values.replaceAll("|", "\\|")} | ${evidence.replaceAll("|", "\\|")} |`;
}

/** The whole page. */
export async function switchReference(): Promise<string> {
  const systems = describeEmulator(createEmulator()).systems.filter(({ switches }) => switches.length > 0);
  const sections = systems.map(({ title, system, switches }) =>
    [
      `## ${title.split(",")[0] ?? system}`,
      ["| switch | default | takes | why this default |", "| --- | --- | --- | --- |", ...switches.map(row)].join("\n"),
    ].join("\n\n"),
  );
  const text = [
    "# Switches of the emulator",
    "<!-- Written by `node tools/switch-reference.ts` from the emulator's tables: change those, not this page. -->",
    "Where sources disagree about a vendor, or installations differ, the emulator has a switch. Its default follows the better evidence; the word in brackets says how good that is: official, observed, documented, claimed, inferred.",
    "`startEmulator({ kinetic: { switches: { permissionDenied: 403 } } })`",
    ...sections,
  ];
  return formatted(PAGE, text.join("\n\n"));
}

if (import.meta.main) void writePage(PAGE, switchReference());
