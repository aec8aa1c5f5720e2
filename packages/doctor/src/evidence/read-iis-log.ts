import type { Exchange } from "./evidence.ts";

const USUAL =
  "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken";

/** Lines of an IIS log in the W3C format, by the `#Fields` above them or by the usual ones. */
export function readIisLog(text: string): { exchanges: Exchange[]; rest: string } {
  const exchanges: Exchange[] = [];
  const rest: string[] = [];
  let fields = USUAL.split(" ");
  for (const line of text.split("\n")) {
    if (/^\s*#Fields:/i.test(line))
      fields = line
        .replace(/^\s*#Fields:\s*/i, "")
        .trim()
        .split(/\s+/);
    else if (!/^\s*#(?:Software|Version|Date):/i.test(line)) {
      const exchange = /^\s*(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\s/.test(line) ? lineOf(line, fields) : undefined;
      if (exchange === undefined) rest.push(line);
      else exchanges.push(exchange);
    }
  }
  return { exchanges, rest: rest.join("\n") };
}

function lineOf(line: string, fields: readonly string[]): Exchange | undefined {
  const words = line.trim().split(/\s+/);
  // The `cs(Referer)` between user agent and status is optional: the four numbers at the end are counted from there.
  const tail = /\s(\d{3})\s+(\d{1,3})\s+(\d{1,10})(?:\s+(\d+))*\s*$/.exec(line);
  const value = (name: string) => words[fields.findIndex((field) => field.toLowerCase() === name)];
  const method = value("cs-method");
  const path = value("cs-uri-stem");
  if (method === undefined || path === undefined || !/^[A-Z]{3,7}$/.test(method) || !path.startsWith("/"))
    return undefined;
  const isWhole = words.length === fields.length;
  const status = Number(isWhole ? value("sc-status") : tail?.[1]);
  if (!Number.isInteger(status)) return undefined;
  const query = value("cs-uri-query") ?? "-";
  const substatus = Number(isWhole ? value("sc-substatus") : tail?.[2]);
  return {
    request: {
      method,
      host: value("cs-host")?.toLowerCase(),
      path,
      query: query === "-" ? "" : query,
      headers: [],
      headersKnown: false,
      body: undefined,
    },
    response: {
      status,
      substatus: Number.isInteger(substatus) ? substatus : undefined,
      headers: [],
      body: "",
      bodyKnown: false,
      dateMs: Date.parse(`${words[0] ?? ""}T${words[1] ?? ""}Z`),
    },
    atMs: undefined,
    tookMs: undefined,
  };
}
