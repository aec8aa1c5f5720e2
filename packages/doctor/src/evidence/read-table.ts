import type { Exchange, Header } from "./evidence.ts";
import { readTarget } from "./target.ts";

const ROW = /^\s*\|(.+)\|\s*$/;
const STATUS_NAME = /^(?:http )?(?:status(?: ?code)?|result|answer|response|code)$/i;
const CALL_NAME = /^(?:call|request|url|uri|path|address|endpoint|method|resource)$/i;
const HEADER_NAME = /\b(authorization|x-api-key|sessioninfo|license|callsettings|accept|content-type)\b/i;
const NOT_SENT = /^(?:no|none|-|\u2013|\u2717|\u2718|\u274c|without|absent|missing)?$/i;
const METHOD = /^(GET|POST|PUT|PATCH|DELETE|HEAD)\s+/;

/** What a table came to: the calls of its rows, and the text without it. */
export interface TableText {
  readonly exchanges: readonly Exchange[];
  readonly rest: string;
}

/** Tables of Markdown that list calls: an address, a status, and perhaps which headers were sent. */
export function readTables(text: string): TableText {
  const exchanges: Exchange[] = [];
  const rest: string[] = [];
  let names: readonly string[] | undefined;
  for (const line of text.split("\n")) {
    const cells = ROW.exec(line)?.[1]
      ?.split("|")
      .map((cell) => cell.trim());
    if (cells === undefined) {
      names = undefined;
      rest.push(line);
    } else if (names === undefined) {
      const isOfCalls = cells.some((cell) => STATUS_NAME.test(cell)) && cells.some((cell) => CALL_NAME.test(cell));
      names = isOfCalls ? cells : undefined;
      rest.push(line);
    } else {
      const found = rowOf(names, cells);
      if (found !== undefined) exchanges.push(found);
      else if (!/^[\s|:-]+$/.test(line)) rest.push(line);
    }
  }
  return { exchanges, rest: rest.join("\n") };
}

function rowOf(names: readonly string[], cells: readonly string[]): Exchange | undefined {
  const cellOf = (name: RegExp): string => cells[names.findIndex((each) => name.test(each))] ?? "";
  const status = Number(/\b[1-5]\d\d\b/.exec(cellOf(STATUS_NAME))?.[0]);
  const call = cellOf(CALL_NAME).replaceAll("`", "");
  if (!Number.isInteger(status) || call === "") return undefined;
  const told = names.some((name) => HEADER_NAME.test(name));
  const target = readTarget(call.replace(METHOD, ""));
  return {
    request: {
      method: METHOD.exec(call)?.[1],
      host: target.host,
      path: target.path.startsWith("/") ? target.path : `/${target.path}`,
      query: target.query,
      headers: names.flatMap((name, at) => headerOf(name, cells[at] ?? "")),
      // Only what the table has a column for is told.
      headersKnown: told && names.some((name) => /authorization/i.test(name)),
      body: undefined,
    },
    response: { status, substatus: undefined, headers: [], body: "", bodyKnown: false, dateMs: undefined },
    atMs: undefined,
    tookMs: undefined,
  };
}

function headerOf(column: string, cell: string): Header[] {
  const name = HEADER_NAME.exec(column)?.[1];
  return name === undefined || NOT_SENT.test(cell)
    ? []
    : [{ name, value: /^(?:yes|x|\u2713|\u2714|sent)$/i.test(cell) ? "<not shown>" : cell }];
}
