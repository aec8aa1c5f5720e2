import type { Io } from "../command.ts";
import { printJson } from "../output/json.ts";
import type { Answer } from "./answer.ts";
import type { Refusal } from "./refusal.ts";

/** Status line and headers, as `curl --include` shows them. */
export function printHead({ response }: Answer, io: Io): void {
  const lines = response.headers.map(([header, value]) => `${header}: ${value}\n`);
  io.stdout.write(`${`HTTP/1.1 ${String(response.status)} ${response.statusText}`.trimEnd()}\n${lines.join("")}\n`);
}

/** Streams the body of an accepted call; a reader that has gone away ends the download. */
export async function printBody({ response }: Answer, io: Io): Promise<void> {
  for await (const chunk of response.body()) {
    io.stdout.write(chunk);
    if (io.stdout.closed) return;
    await io.stdout.drained();
  }
}

/** Whether the ERP did what it was asked. */
export function isAccepted({ status }: Answer["response"]): boolean {
  return status >= 200 && status <= 299;
}

/** The whole body as text. */
export async function bodyText(response: Answer["response"], mostCharacters: number = Infinity): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body()) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= mostCharacters) break;
  }
  return text + decoder.decode();
}

/** The whole exchange as one JSON document; a body that is JSON is embedded as such. */
export function printDocument(answer: Answer, body: string, refusal: Refusal | undefined, io: Io): void {
  const { response, connection, method, path, durationMs } = answer;
  const failure = refusal?.failure;
  printJson(io.stdout, {
    connection,
    method,
    path,
    status: response.status,
    ok: isAccepted(response),
    headers: Object.fromEntries(response.headers),
    body: parsed(body),
    durationMs: Math.round(durationMs),
    failure: failure === undefined ? null : { code: failure.code, finding: failure.finding ?? null },
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
