import { connect } from "@erpgate/client";
import type {
  InteractiveSession,
  Prophet21Connection,
  Prophet21Identity,
  Prophet21Options,
  TransactionSet,
  WindowResult,
} from "@erpgate/client";
import { anyOf, filter } from "@erpgate/client/prophet21";

/** What only Prophet 21 has is on its own connection, and on no other. */
export async function surfaces(options: Prophet21Options): Promise<void> {
  const p21: Prophet21Connection = connect({ ...options, uiServers: ["https://ui.example.com"] });
  const who: Prophet21Identity = await p21.whoami({ timeoutMs: 5 });
  const can: boolean | undefined = await p21.canRead("table/supplier");
  const part: { ItemId: string } = await p21
    .rest("inventory/parts")
    .get<{ ItemId: string }>("X", { extendedProperties: "*" });
  const found: readonly unknown[] = await p21.rest("entity/customers").query("CustomerId eq 1");
  for await (const row of p21.odata("table/x", { key: ["a", "b"], filter: filter`a eq ${1} and ${"b"}` })) void row;
  const list: string = anyOf("a", [1, "2", 3n]);
  void [who, can, part, found, list];
  // @ts-expect-error Kinetic has no REST families
  connect({ system: "kinetic", url: "", auth: { kind: "bearer", token: "" } }).rest("x");
  // @ts-expect-error a family has no bare list
  await p21.rest("entity/customers").list();
}

/** A session ends itself; what a window says is told by its status. */
export async function interactive(p21: Prophet21Connection): Promise<string> {
  await using session: InteractiveSession = await p21.interactive({ sessionType: "Auto", longestMs: 60_000 });
  const window = await session.open("Order");
  // @ts-expect-error since 25.2 the datawindow must be named
  await window.change([{ tab: "FORM", field: "x", value: "1" }]);
  const result: WindowResult = await window.save();
  switch (result.status) {
    case "blocked":
      return result.dialog ?? "";
    case "success":
    case "none":
      return result.messages.map(({ text }) => text).join();
  }
}

/** Values are texts, and a set is always new. */
export function sets(): TransactionSet {
  const rows = (Value: string) => [{ Edits: [{ Name: "a", Value }] }];
  // @ts-expect-error a number is no text
  rows(1);
  // @ts-expect-error there is no other status that works
  const old: TransactionSet = { Name: "X", Transactions: [{ Status: "Existing", DataElements: [] }] };
  void old;
  return { Name: "X", Transactions: [{ DataElements: [{ Name: "A.b", Type: "Form", Rows: rows("1") }] }] };
}
