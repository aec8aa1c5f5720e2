import type { ServerResponse } from "node:http";

/** What the person at the browser is told. */
export type LoopbackPage = "done" | "declined" | "used" | "refused";

const TEXTS: Readonly<Record<LoopbackPage, string>> = {
  done: "You are signed in. You can close this window.",
  declined: "The login was not completed. You can close this window; the program says more.",
  used: "This login is over. You can close this window.",
  refused: "Nothing is to be seen here.",
};

/** Nothing of the request is repeated, and nothing may be loaded, kept or framed. */
export function showPage(response: ServerResponse, status: number, page: LoopbackPage): Promise<void> {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  return new Promise((resolve) => {
    response.once("close", resolve);
    response.end(`<!doctype html><html lang="en"><title>erpgate</title><p>${TEXTS[page]}</p></html>\n`);
  });
}
