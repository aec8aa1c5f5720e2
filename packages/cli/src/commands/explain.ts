import { defineCommand, jsonOption, type Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { explainJson, explainView } from "../explain/explain-view.ts";
import { readPaste } from "../explain/read-paste.ts";
import { printJson } from "../output/json.ts";
import { styleFor } from "../output/style.ts";

/** `erpgate explain`: why a call was refused, from whatever was pasted about it. */
export const explain: Command = defineCommand(
  {
    name: "explain",
    summary: "says why a call was refused, from a pasted transcript, HAR, exception or log",
    forms: ["[FILE|-] [--json]"],
    details: [
      "Reads curl -i and -v output, HAR files, JSON with request and response, exceptions of .NET, Node, Python, PowerShell and Java, IIS pages and logs, error bodies of Kinetic, Prophet 21 and Entra ID, also several in one text, cut or quoted. Nothing leaves the machine, and nothing that is printed holds a secret of the text.",
      "Exit codes: 0 nothing was found, 1 findings, 2 wrong command line, 3 the file could not be read.",
    ],
    positionals: { min: 0, max: 1, what: "at most one FILE" },
    options: { json: jsonOption },
    examples: [
      { line: "erpgate explain refused.har", what: "explains a HAR saved by the browser" },
      { line: "erpgate explain - --json", what: "reads standard input, answers for a script" },
    ],
  },
  async ({ options, positionals: [file = "-"], io }) => {
    const [text, doctor] = await Promise.all([readPaste(file, io), import("@erpgate/doctor")]);
    const explanation = doctor.explain(text);
    if (options.json) printJson(io.stdout, explainJson(explanation));
    else io.stdout.write(explainView(explanation, styleFor(io.stdout)));
    return explanation.findings.length === 0 ? exitCode.ok : exitCode.refused;
  },
);
