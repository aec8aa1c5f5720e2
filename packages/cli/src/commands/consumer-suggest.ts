import type { AccessSuggestion, TrailProgress } from "@erpgate/gateway";
import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { openRegistry } from "../consumers/open-registry.ts";
import { exitCode } from "../exit-code.ts";
import { momentText, printJson } from "../output/json.ts";
import { plainLine } from "../output/plain-text.ts";
import { progressLine } from "../output/progress-line.ts";
import { pairs } from "../output/table.ts";
import { readDuration } from "../read-duration.ts";

const name = "consumer suggest";

/** `erpgate consumer suggest`: the smallest scopes that cover what an application has used. */
export const consumerSuggest: Command = defineCommand(
  {
    name,
    summary: "reads the audit trail for the smallest scopes that cover what an application has used",
    forms: ["NAME [--since 90d] [--json]"],
    details: [
      "For each connection: the scope as it is, the scope that would have done, the entries that opened nothing, and the command that would set it. Nothing is changed. What is suggested never opens anything that is not open now.",
      "The trail is read from its end to there, a page at a time; where that takes long, a terminal is told how far it has come.",
      "Look far enough back: what an application does once a year was not used since last week. The trail holds no queries and no headers: limits stay as they are, and so does * where calls on v1 did not say the company in their address.",
    ],
    positionals: { min: 1, max: 1, what: "the NAME of a consumer" },
    options: {
      config: configOption,
      since: { kind: "text", value: "90d", help: "how far to look back: 12h, 90d (default: to its registration)" },
      json: jsonOption,
    },
    examples: [{ line: "erpgate consumer suggest web-shop --since 90d", what: "what it needed in the last quarter" }],
  },
  async ({ options, positionals: [consumer = ""], io }) => {
    const lastMs = options.since === undefined ? undefined : readDuration("--since", options.since, name);
    await using registry = await openRegistry(options.config, name, io);
    const sinceMs = lastMs === undefined ? undefined : io.now() - lastMs;
    const progress = progressLine(io.stderr, io.now);
    const tell = ({ rows, atMs }: TrailProgress): void =>
      progress.tell(`Reading the audit trail: ${rows} rows, back to ${momentText(atMs)}`);
    const { suggestion, document } = await registry.suggest(consumer, { sinceMs, tell }).finally(progress.clear);
    if (options.json) printJson(io.stdout, document);
    else for (const text of textOf(suggestion)) io.stdout.write(text);
    return exitCode.ok;
  },
);

function* textOf({ consumer, calls, fromMs, access, command }: AccessSuggestion): Generator<string> {
  yield `${consumer}: ${counted(calls)} since ${momentText(fromMs)}\n`;
  for (const [connection, { granted, scope, unused, calls: made }] of Object.entries(access)) {
    yield "\n";
    yield pairs([
      ["Connection", `${connection}, ${counted(made)}`],
      ["Granted", plainLine(granted)],
      ["Would do", scope === undefined ? "nothing: it was not called" : plainLine(scope)],
      ...unused.map((entry) => ["Never used", plainLine(entry)] as const),
    ]);
  }
  yield `\n${command ?? conclusion(calls, consumer)}\n`;
}

const counted = (calls: number): string => (calls === 1 ? "1 call" : `${calls} calls`);

function conclusion(calls: number, consumer: string): string {
  return calls > 0
    ? "What is granted is what was used."
    : `It used nothing. Look further back, or end it: erpgate consumer revoke ${consumer}`;
}
