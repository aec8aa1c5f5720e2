import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";

/** The largest body read; the emulator must not be a way to fill the memory of the machine it runs on. */
export const BODY_LIMIT_BYTES: number = 4 * 1024 * 1024;

/** Turns a handler into a fetch function: a standard Request in, a standard Response out, no socket involved. */
export function asFetch(handle: (call: Call) => Answer | Promise<Answer>): (request: Request) => Promise<Response> {
  return async (request) => {
    request.signal.throwIfAborted();
    const body = await request.text();
    request.signal.throwIfAborted();
    if (body.length > BODY_LIMIT_BYTES) return new Response(null, { status: 413 });
    const answer = await handle(toCall(request, body));
    request.signal.throwIfAborted();
    return toResponse(answer);
  };
}

function toCall(request: Request, body: string): Call {
  const url = new URL(request.url);
  const headers = Object.fromEntries(request.headers);
  return {
    method: request.method,
    origin: url.origin,
    path: url.pathname,
    query: url.search.slice(1),
    headers,
    body,
    hasLength: true,
    whenGone: (leave) => request.signal.addEventListener("abort", leave, { once: true }),
  };
}

function toResponse(answer: Answer): Response {
  // 204 and 304 may not have a body, not even an empty one.
  const body = answer.status === 204 || answer.status === 304 ? null : answer.body;
  return new Response(body, { status: answer.status, headers: answer.headers });
}
