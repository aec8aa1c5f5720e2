import type { ClientRequest } from "node:http";
import type { WireBody } from "./endpoint.ts";

/** Writes a request's body and ends the request. What goes wrong on the way is told by the request's own `error`. */
export function writeBody(request: ClientRequest, body: WireBody): void {
  if (typeof body === "string" || body instanceof Uint8Array) {
    request.end(body);
    return;
  }
  writeStream(request, body).catch((cause: unknown) => request.destroy(cause as Error));
}

async function writeStream(request: ClientRequest, body: ReadableStream<Uint8Array>): Promise<void> {
  for await (const chunk of body) {
    if (request.destroyed) return;
    if (!request.write(chunk)) await drained(request);
  }
  request.end();
}

function drained(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      request.off("drain", done).off("close", done);
      resolve();
    };
    request.on("drain", done).on("close", done);
  });
}
