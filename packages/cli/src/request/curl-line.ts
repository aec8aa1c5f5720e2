import type { Connection } from "@erpgate/client";
import type { ConnectionOptions } from "../open-connections.ts";
import type { RequestWords } from "./read-request.ts";

/** Headers whose value is a secret: the variable that `erpgate token --format env` gives it in. */
const SECRET: Readonly<Record<string, string>> = {
  authorization: "$ERPGATE_AUTHORIZATION",
  "x-api-key": "$ERPGATE_API_KEY",
};
/** What curl adds by itself. */
const OWN: ReadonlySet<string> = new Set(["host", "connection", "content-length", "accept-encoding", "user-agent"]);

/**
 * The call as a curl line without a secret. The connection itself writes the request, to nobody, with a token made up for it: so
 * address and headers are those of a real call.
 *
 * @param data what `--data` gave
 */
export async function curlLine(
  options: ConnectionOptions,
  call: RequestWords,
  data: string | undefined,
): Promise<string> {
  const sent = await written(options, call, data !== undefined);
  const headers = [...sent.headers].filter(([name]) => !OWN.has(name));
  const words = [
    "curl -sS",
    ...(call.method === "GET" ? [] : [`-X ${call.method}`]),
    quoted(sent.url),
    ...headers.map(([name, value]) => {
      const variable = SECRET[name];
      return variable === undefined ? `-H ${quoted(`${name}: ${value}`)}` : `-H "${name}: ${variable}"`;
    }),
    ...(data === undefined ? [] : [`--data-binary ${quoted(data === "-" ? "@-" : data)}`]),
  ];
  return words.join(" \\\n  ");
}

async function written(options: ConnectionOptions, call: RequestWords, hasBody: boolean): Promise<Request> {
  const { connect } = await import("@erpgate/client");
  const sent: Request[] = [];
  const fetch = (request: Request): Promise<Response> => {
    sent.push(request);
    return Promise.resolve(new Response("{}", { headers: { "content-type": "application/json" } }));
  };
  const auth = { kind: "bearer", token: "placeholder" } as const;
  await using connection: Connection =
    options.system === "kinetic" ? connect({ ...options, auth }, { fetch }) : connect({ ...options, auth }, { fetch });
  const typed = hasBody ? { "content-type": "application/json" } : {};
  const given = Object.fromEntries(call.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const headers = { ...typed, ...given };
  await connection.fetch(call.path, { method: call.method, headers, ...(hasBody ? { body: "" } : {}) });
  const [request] = sent;
  if (request === undefined) throw new TypeError("the call was not sent");
  return request;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
