import type { Sink } from "../command.ts";
import { styleFor } from "../output/style.ts";
import { pairs } from "../output/table.ts";
import type { DemoLine } from "./demo-lines.ts";

export interface DemoScreen {
  readonly platform: NodeJS.Platform;
  readonly url: string;
  readonly adminUrl: string;
  readonly kineticUrl: string;
  readonly prophet21Url: string;
  readonly consumer: string;
  readonly key: string;
  readonly lines: readonly DemoLine[];
}

/** What `erpgate serve --demo` shows: where everything is, and lines to copy with what they answer. */
export function demoScreen(demo: DemoScreen, sink: Sink): string {
  const { bold, dim, good } = styleFor(sink);
  const addresses = pairs(
    [
      ["gateway", demo.url],
      ["  /kinetic", `the emulated Kinetic at ${demo.kineticUrl}`],
      ["  /p21", `the emulated P21 at ${demo.prophet21Url}`],
      ["admin", `${demo.adminUrl} (health, readiness, metrics)`],
      ["consumer", demo.consumer],
      ["its key", `${demo.key} (thrown away when this ends)`],
    ],
    "  ",
  );
  const lines = demo.lines.map(({ title, line, answer }, index) =>
    [bold(`${String(index + 1)}. ${title}`), line, `${dim("   answers")} ${good(answer)}`, ""].join("\n"),
  );
  return [
    "",
    bold("erpgate: one gateway, an emulated Kinetic and an emulated Prophet 21 behind it"),
    "",
    addresses,
    `Programs know the gateway's address and a key of their own; the ERP logins stay here. Try it in ${terminal(demo)}:`,
    "",
    ...lines,
    "Your own ERP: erpgate serve --config erpgate.yaml (see examples/erpgate.yaml). Ctrl-C ends this and leaves nothing behind.",
    "",
  ].join("\n");
}

/** The lines are quoted for a POSIX shell; cmd and PowerShell read quotes in their own ways. */
function terminal({ platform }: DemoScreen): string {
  return platform === "win32" ? "Git Bash or WSL" : "another terminal";
}
