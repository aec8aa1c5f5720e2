import type { ConnectionOptions } from "../open-connections.ts";
import type { RequestWords } from "./read-request.ts";
import { unsentRequest } from "./unsent-request.ts";

/** Headers whose value is a secret: the variable that `erpgate token --format env` gives it in. */
const SECRET: Readonly<Record<string, string>> = {
  authorization: "$ERPGATE_AUTHORIZATION",
  "x-api-key": "$ERPGATE_API_KEY",
};
/** What curl adds by itself. */
const OWN: ReadonlySet<string> = new Set(["host", "connection", "content-length", "accept-encoding", "user-agent"]);

/**
 * The call as a curl line without a secret: address and headers are those of a real call.
 *
 * @param data what `--data` gave
 */
export async function curlLine(
  options: ConnectionOptions,
  call: RequestWords,
  data: string | undefined,
): Promise<string> {
  const typed = data === undefined ? {} : { "content-type": "application/json" };
  const given = Object.fromEntries(call.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const body = data === undefined ? {} : { body: "" };
  const init = { method: call.method, headers: { ...typed, ...given }, ...body };
  const request = await unsentRequest(options, call.path, init);
  const headers = [...request.headers].filter(([name]) => !OWN.has(name));
  const words = [
    "curl -sS",
    ...(call.method === "GET" ? [] : [`-X ${call.method}`]),
    quoted(request.url),
    ...headers.map(([name, value]) => {
      const variable = SECRET[name];
      return variable === undefined ? `-H ${quoted(`${name}: ${value}`)}` : `-H "${name}: ${variable}"`;
    }),
    ...(data === undefined ? [] : [`--data-binary ${quoted(data === "-" ? "@-" : data)}`]),
  ];
  return words.join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
