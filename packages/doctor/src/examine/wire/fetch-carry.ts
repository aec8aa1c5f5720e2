import type { Carry } from "./sent.ts";

/** Carries requests through a fetch function: an emulator in the same process. */
export function fetchCarry(fetch: (request: Request) => Promise<Response>): Carry {
  return async ({ method, url, headers, body, maxBytes = Infinity }, signal) => {
    const init = { method, headers, redirect: "manual" as const, signal };
    const response = await fetch(new Request(url, body === undefined ? init : { ...init, body }));
    return {
      status: response.status,
      headers: Array.from(response.headers, ([name, value]) => ({ name, value })),
      body: (await response.text()).slice(0, maxBytes),
    };
  };
}
