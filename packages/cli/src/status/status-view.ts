import type { Sink } from "../command.ts";
import { moment, momentText } from "../output/json.ts";
import { plainLine } from "../output/plain-text.ts";
import { styleFor } from "../output/style.ts";
import { pairs } from "../output/table.ts";
import type { ConnectionStatus } from "./read-status.ts";

/** A status for machines. */
export function statusDocument(status: ConnectionStatus): Readonly<Record<string, unknown>> {
  const { failure } = status;
  return {
    name: status.name,
    system: status.system,
    url: status.url,
    company: status.company ?? null,
    signIn: status.signIn,
    as: status.as ?? null,
    secrets: status.secrets,
    state: status.state,
    token: status.token ?? null,
    expires: moment(status.expiresAtMs),
    kept:
      status.kept === undefined
        ? null
        : { obtained: moment(status.kept.obtainedAtMs), refreshToken: status.kept.hasRefreshToken },
    failure:
      failure === undefined
        ? null
        : { code: failure.code, messages: failure.messages, finding: failure.finding ?? null, fix: failure.fix },
  };
}

/** A status for people. */
export function statusText(status: ConnectionStatus, sink: Sink): string {
  const { bold } = styleFor(sink);
  const rows: [string, string][] = [
    ["at", `${status.url}${status.company === undefined ? "" : `, company ${status.company}`}`],
    ["as", `${status.as ?? "nobody in particular"}, by ${status.signIn}`],
    ...status.secrets.map(({ option, from }): [string, string] => [option, from]),
    ...keptRow(status),
  ];
  const plain = rows.map(([left, right]): [string, string] => [plainLine(left), plainLine(right)]);
  return `${bold(plainLine(status.name))} (${status.system}): ${verdict(status, sink)}\n${pairs(plain, "  ")}${remedy(status)}`;
}

function keptRow({ kept }: ConnectionStatus): [string, string][] {
  if (kept === undefined) return [];
  const refresh = kept.hasRefreshToken ? ", with a refresh token" : "";
  return [["token", `in the token store since ${momentText(kept.obtainedAtMs)}${refresh}`]];
}

function verdict({ state, token, expiresAtMs, failure }: ConnectionStatus, sink: Sink): string {
  const { bad, good } = styleFor(sink);
  switch (state) {
    case "signed-in":
      return `${good("signed in")}, token ${plainLine(token ?? "")}, ${expiresAtMs === undefined ? "which does not expire" : `until ${momentText(expiresAtMs)}`}`;
    case "no-token":
      return "sends its login with every call; nothing to sign in for";
    case "failed":
      return `${bad("cannot sign in")}: ${failure?.messages.map(plainLine).join(" ") ?? ""} [${failure?.code ?? ""}]`;
  }
}

function remedy({ failure }: ConnectionStatus): string {
  if (failure === undefined) return "";
  const finding = failure.finding === undefined ? [] : [`  finding: ${failure.finding}`];
  return [...failure.fix.map((step) => `  → ${plainLine(step)}`), ...finding].map((line) => `${line}\n`).join("");
}
