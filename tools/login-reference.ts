/** `node tools/login-reference.ts` writes docs/prophet21-logins.md from the contract. A test holds the page against it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { requirements } from "../conformance/requirements.ts";
import { ROOT } from "./workspace.ts";
import { formatted, writePage } from "./written-page.ts";

const PAGE = "prophet21-logins.md";

/** What one login comes to at one API, and the requirements that say so. */
interface Cell {
  readonly says: string;
  readonly ids: readonly string[];
}

interface Row {
  readonly api: string;
  readonly address: string;
  readonly password: Cell;
  readonly key: Cell;
  readonly keyWithUser: Cell;
}

const cellsOf = ({ password, key, keyWithUser }: Row): readonly Cell[] => [password, key, keyWithUser];

/** The whole page. @throws Error for a row that stands on no requirement */
export async function loginReference(): Promise<string> {
  const rows = JSON.parse(readFileSync(join(ROOT, "contract", "prophet21-logins.json"), "utf8")) as readonly Row[];
  const cited = [...new Set(rows.flatMap(cellsOf).flatMap(({ ids }) => ids))];
  const numbers = new Map(cited.map((id, at) => [id, at + 1]));
  const text = [
    "# Which P21 API with which login",
    "<!-- Written by `node tools/login-reference.ts` from contract/prophet21-logins.json: change that, not this page. -->",
    "P21 has four APIs and three logins: a user's name and password, a consumer key, and a consumer key with a user's name beside it. Not every login opens every API. The numbers lead to what each statement rests on.",
    table(rows, numbers),
    ADVICE,
    "## What this rests on",
    cited.map((id, at) => `${at + 1}. ${evidenceOf(id)}`).join("\n"),
  ];
  return formatted(PAGE, text.join("\n\n"));
}

function table(rows: readonly Row[], numbers: ReadonlyMap<string, number>): string {
  const cell = ({ says, ids }: Cell): string => `${says} (${ids.map((id) => numbers.get(id)).join(", ")})`;
  const line = (row: Row): string => `| **${row.api}**, \`${row.address}\` | ${cellsOf(row).map(cell).join(" | ")} |`;
  return ["| API | user and password | key alone | key with a user's name |", "| --- | --- | --- | --- |"]
    .concat(rows.map(line))
    .join("\n");
}

function evidenceOf(id: string): string {
  const found = requirements.get(id);
  if (found === undefined) throw new Error(`${id} is not in contract/requirements`);
  const source = found.source.startsWith("https://") ? `[source](${found.source})` : found.source;
  return `${found.behaviour} \`${id}\`, ${found.certainty}, ${source}`;
}

const ADVICE = `## So

- **Reading for a report or a shop:** a key whose scope names its tables, \`/odata:supplier,price_page\`. It needs no user's permissions, and no password that runs out.
- **Writing, or anything with windows:** a key with a user's name. P21 asks for no password with it, so whoever holds the key can name anybody: keep it behind the [gateway](gateway.md), which names the user itself and holds Transaction and Interactive to the scope as well.
- **A person at a desk:** name and password, with both permissions where OData is read.
- At the gateway a scope entry opens only what it names: \`/api\` opens no OData there, and Transaction and Interactive need \`/uiserver0\`.

In the client these are \`auth: { kind: "password", … }\` and \`auth: { kind: "consumer-key", key, username }\`; \`p21.whoami()\` and \`p21.canRead("table/supplier")\` tell from the token what it opens, before a call is made.`;

if (import.meta.main) void writePage(PAGE, loginReference());
