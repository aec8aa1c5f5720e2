import type { Answer } from "../../../http/answer.ts";
import { markup, type Markup } from "../../../http/markup.ts";

const STYLE = markup`body{font:15px system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem;color:#222}
nav form,nav a{display:inline-block;margin-right:1rem}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #ccc;padding:.4rem;text-align:left;vertical-align:top}fieldset{margin:1rem 0}
label{display:block;margin:.4rem 0}.note{background:#eef4e6;padding:.5rem}.fault{background:#f9e3e0;padding:.5rem}
code{background:#f3f3f3}`;

/** No script runs on these pages, nothing is loaded from elsewhere, and nobody frames them. */
const SECURITY: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "cache-control": "no-store",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** What every page of somebody signed in carries. */
export interface Frame {
  readonly username: string;
  readonly formToken: string;
  readonly note: string | undefined;
  readonly fault: string | undefined;
}

/** A whole page as an answer. */
export function page(rule: string, title: string, body: Markup, status = 200): Answer {
  const whole = markup`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}: SOA Admin (emulated Prophet 21)</title><style>${STYLE}</style></head>
<body>${body}</body></html>
`;
  return { status, headers: { "content-type": "text/html; charset=utf-8", ...SECURITY }, body: whole.html, rule };
}

/** A page with the menu of somebody signed in. */
export function framedPage(rule: string, title: string, frame: Frame, body: Markup, status = 200): Answer {
  const inside = markup`<header><h1>SOA Admin</h1>
<nav><a href="/api/admin/">Home</a><a href="/api/admin/console">API Console</a><a href="/api/admin/users">User Maintenance</a><a href="/api/admin/roles">Role Maintenance</a>
${form("logout", frame, markup`<button>Sign out ${frame.username}</button>`)}</nav></header>
<main><h2>${title}</h2>
${frame.note === undefined ? undefined : markup`<p class="note" role="status">${frame.note}</p>`}
${frame.fault === undefined ? undefined : markup`<p class="fault" role="alert">${frame.fault}</p>`}
${body}</main>`;
  return page(rule, title, inside, status);
}

/** A form that posts to an address below `/api/admin`, with the token that proves it came from here. */
export function form(action: string, { formToken }: Pick<Frame, "formToken">, inside: Markup): Markup {
  return markup`<form method="post" action="/api/admin/${action}"><input type="hidden" name="formToken" value="${formToken}">${inside}</form>`;
}
