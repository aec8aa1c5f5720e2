import { isObject, readJsonObject, type JsonObject } from "../../http/json-object.ts";
import type { SentElement, SentRow, StateRequest, Transaction, TransactionSet } from "./transaction-set.ts";

/** A JSON body. Names count as they are written: a member in another letter case is not seen (documented). */
export function readJsonSet(body: string): TransactionSet | undefined {
  const sent = readJsonObject(body);
  if (sent === undefined) return undefined;
  return {
    name: text(sent["Name"]),
    ignoreDisabled: sent["IgnoreDisabled"] === true,
    transactions: objects(sent["Transactions"]).map(transaction),
  };
}

export function readJsonStates(body: string): StateRequest | undefined {
  const sent = readJsonObject(body);
  if (sent === undefined) return undefined;
  const states = objects(sent["TransactionStates"]).map((state) =>
    objects(state["Keys"]).map((key) => [text(key["Name"]), text(key["Value"])] as const),
  );
  return { service: text(sent["ServiceName"]), states };
}

function transaction(sent: JsonObject): Transaction {
  return { status: text(sent["Status"]), elements: objects(sent["DataElements"]).map(element), damaged: false };
}

function element(sent: JsonObject): SentElement {
  const keys = Array.isArray(sent["Keys"]) ? sent["Keys"].map(text) : [];
  return { name: text(sent["Name"]), type: text(sent["Type"]), keys, rows: objects(sent["Rows"]).map(row) };
}

function row(sent: JsonObject): SentRow {
  const kept = objects(sent["Edits"]).filter((edit) => edit["IgnoreIfEmpty"] !== true || text(edit["Value"]) !== "");
  return kept.map((edit) => [text(edit["Name"]), text(edit["Value"])]);
}

function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
