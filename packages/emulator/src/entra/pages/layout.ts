import type { Answer } from "../../http/answer.ts";
import { markup, type Markup } from "../../http/markup.ts";
import type { EntraExchange } from "../exchange.ts";

const STYLE = markup`body{font:15px system-ui,sans-serif;background:#f2f2f2;color:#222;margin:0}
main{background:#fff;max-width:27rem;margin:10vh auto;padding:2.5rem;box-shadow:0 2px 6px #0003}
h1{font-size:1.4rem}label{display:block;margin:1rem 0}input:not([type=hidden]){width:100%;padding:.4rem;box-sizing:border-box}
button{padding:.4rem 1.5rem;margin-right:.5rem}.fault{background:#f9e3e0;padding:.5rem;white-space:pre-wrap}
footer{color:#666;font-size:.8rem;margin-top:2rem}`;

/** A whole page. Nothing is loaded from elsewhere; the one script there is sends a form on. */
export function page(rule: string, title: string, body: Markup, status = 200): Answer {
  const whole = markup`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${body}<footer>Emulated Entra ID: nothing typed here goes to Microsoft.</footer></main></body></html>
`;
  return { status, headers: PAGE_HEADERS, body: whole.html, rule };
}

const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
};

/** Values that a form carries along unseen. */
export function hidden(values: Readonly<Record<string, string>>): Markup {
  return markup`${Object.entries(values).map(
    ([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`,
  )}`;
}

export function faultText(message: string | undefined): Markup | undefined {
  return message === undefined ? undefined : markup`<p class="fault" role="alert">${message}</p>`;
}

/** The cookie by which the next request knows who signed in. */
export function withCookie(exchange: EntraExchange, sessionId: string, answer: Answer): Answer {
  const secure = exchange.call.origin.startsWith("https:") ? "; Secure" : "";
  const cookie = `ESTSAUTH=${sessionId}; Path=/; HttpOnly; SameSite=Lax${secure}`;
  return { ...answer, headers: { ...answer.headers, "set-cookie": cookie } };
}
