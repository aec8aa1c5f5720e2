import { readXml, type XmlElement } from "../read-xml.ts";
import type { SentElement, SentRow, StateRequest, Transaction, TransactionSet } from "./transaction-set.ts";

/** The namespace without which a body is read as nothing at all (observed on 25.2). */
export const TRANSACTION_NAMESPACE = "http://schemas.datacontract.org/2004/07/P21.Transactions.Model.V2";

/** The serializer reads members in alphabetical order: one that comes too late is not seen, at the top it breaks the call (observed). */
export function readXmlSet(body: string): TransactionSet | "misordered" | undefined {
  const root = rootNamed(body, "TransactionSet");
  if (root === undefined) return undefined;
  if (inOrder(root).length < root.children.length) return "misordered";
  return {
    name: textOf(root, "Name"),
    ignoreDisabled: textOf(root, "IgnoreDisabled") === "true",
    transactions: childrenOf(root, "Transactions").map(transaction),
  };
}

export function readXmlStates(body: string): StateRequest | undefined {
  const root = rootNamed(body, "TransactionStateRequest");
  if (root === undefined) return undefined;
  const states = childrenOf(root, "TransactionStates").map((state) =>
    childrenOf(state, "Keys").map((key) => [textOf(key, "Name"), textOf(key, "Value")] as const),
  );
  return { service: textOf(root, "ServiceName"), states };
}

function rootNamed(body: string, name: string): XmlElement | undefined {
  const root = readXml(body);
  return root?.name === name && root.namespace === TRANSACTION_NAMESPACE ? root : undefined;
}

/** The children that are read: those in alphabetical order. */
function inOrder({ children }: XmlElement): readonly XmlElement[] {
  let last = "";
  return children.filter(({ name }) => {
    const isRead = name >= last;
    if (isRead) last = name;
    return isRead;
  });
}

function childrenOf(parent: XmlElement, name: string): readonly XmlElement[] {
  return inOrder(parent).find((child) => child.name === name)?.children ?? [];
}

function textOf(parent: XmlElement, name: string): string {
  return (
    inOrder(parent)
      .find((child) => child.name === name)
      ?.text.trim() ?? ""
  );
}

function transaction(sent: XmlElement): Transaction {
  const elements = childrenOf(sent, "DataElements");
  return { status: textOf(sent, "Status"), elements: elements.map(element), damaged: isDamaged(sent) };
}

function isDamaged(sent: XmlElement): boolean {
  // A list's items all have one name, which is in order by itself
  return inOrder(sent).length < sent.children.length || sent.children.some(isDamaged);
}

function element(sent: XmlElement): SentElement {
  return {
    name: textOf(sent, "Name"),
    type: textOf(sent, "Type"),
    keys: childrenOf(sent, "Keys").map(({ text }) => text.trim()),
    rows: childrenOf(sent, "Rows").map(row),
  };
}

function row(sent: XmlElement): SentRow {
  const edits = childrenOf(sent, "Edits").map((edit) => ({
    name: textOf(edit, "Name"),
    value: textOf(edit, "Value"),
    ignoreIfEmpty: textOf(edit, "IgnoreIfEmpty") === "true",
  }));
  return edits
    .filter(({ value, ignoreIfEmpty }) => !ignoreIfEmpty || value !== "")
    .map(({ name, value }) => [name, value]);
}
