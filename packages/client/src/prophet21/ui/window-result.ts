import { errorTable } from "../../error-table.ts";
import { ErpgateError } from "../../errors.ts";
import { redact } from "../../redact.ts";

/** What the application said on the way. */
export interface WindowMessage {
  readonly text: string;
  /** The server's own kind, a number or a word, as text. */
  readonly type: string;
}

/** One thing that happened: `windowopened`, `keygenerated`, `tabpageenabled` … */
export interface WindowEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
}

/** What came of an action that did not fail. */
export interface WindowResult {
  /**
   * `blocked`: a dialog has opened and must be answered first, see `dialog`. `none`: the server could not tell, which after a
   * save is reason to read back.
   */
  readonly status: "none" | "success" | "blocked";
  readonly messages: readonly WindowMessage[];
  readonly events: readonly WindowEvent[];
  /** The id of the dialog that blocks. */
  readonly dialog: string | undefined;
}

type Members = Readonly<Record<string, unknown>>;
const members = (value: unknown): Members => (typeof value === "object" && value !== null ? (value as Members) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

/**
 * Reads what came of an action. `Status` is a number, sometimes a word (observed); a failure is a 200 like everything else.
 *
 * @param action for the error, as "saving"
 * @throws {ErpgateError} P21_APPLICATION_ERROR with the window's own messages
 */
export function readResult(answer: unknown, action: string, secrets: readonly string[]): WindowResult {
  const { Status, Messages, Events } = members(answer);
  const messages = list(Messages).map((one) =>
    typeof one === "string"
      ? { text: one, type: "" }
      : { text: text(members(one)["Text"]), type: text(members(one)["Type"]) },
  );
  const events = list(Events).map((one) => ({ name: text(members(one)["Name"]), data: dataOf(members(one)["Data"]) }));
  const status = statusOf(Status);
  if (status !== "failure") {
    const dialog = status === "blocked" ? openedWindow(events) : undefined;
    return { status, messages, events, dialog };
  }
  const said = redact(messages.map((one) => one.text).join(" | "), secrets).slice(0, 600);
  const { summary, fix } = errorTable.P21_APPLICATION_ERROR;
  throw new ErpgateError("P21_APPLICATION_ERROR", `${summary} ${action} failed: ${JSON.stringify(said)}. ${fix}`, {
    status: 200,
  });
}

function statusOf(status: unknown): WindowResult["status"] | "failure" {
  switch (text(status).toLowerCase()) {
    case "1":
    case "success":
      return "success";
    case "2":
    case "failure":
      return "failure";
    case "3":
    case "blocked":
      return "blocked";
    default:
      return "none";
  }
}

/** `[{ Key, Value }]` (observed); older texts show a plain object. */
function dataOf(data: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(data))
    return Object.fromEntries(Object.entries(members(data)).map(([key, value]) => [key, text(value)]));
  return Object.fromEntries(data.map((pair) => [text(members(pair)["Key"]), text(members(pair)["Value"])]));
}

/** The window that an action opened. */
export function openedWindow(events: readonly WindowEvent[]): string | undefined {
  const { data } = events.findLast(({ name }) => name.toLowerCase() === "windowopened") ?? {};
  return Object.entries(data ?? {}).find(([key]) => key.toLowerCase() === "windowid")?.[1];
}
