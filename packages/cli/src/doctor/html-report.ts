import type { Check, Examination, Trouble } from "@erpgate/doctor";
import { conclusion } from "./checklist.ts";

const STYLE =
  "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #d8dee4;padding:.3rem .5rem;text-align:left;vertical-align:top}code,.seen{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}.fail{color:#b42318}.warn{color:#8a5a00}.ok{color:#1a7f37}.skip,.unknown,small{color:#59636e}@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}td,th{border-color:#30363d}.fail{color:#ff7b72}.warn{color:#d29922}.ok{color:#3fb950}.skip,.unknown,small{color:#8d96a0}}";

/** The examination as one page that loads nothing: good to attach to a ticket. */
export function htmlReport(name: string, examination: Examination): string {
  const { url, system, startedAtMs, checks, findings, calls } = examination;
  const about = `${url} · ${system} · ${new Date(startedAtMs).toISOString()}`;
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${text(`erpgate doctor: ${name}`)}</title><style>${STYLE}</style></head><body>`,
    `<h1>erpgate doctor: ${text(name)}</h1><p><small>${text(about)}</small></p><p>${text(conclusion(examination))}</p>`,
    ...(findings.length === 0 ? [] : ["<h2>What to do</h2>", ...findings.map(findingHtml)]),
    `<h2>Checks</h2><table><tr><th>check</th><th>verdict</th><th>what was found</th></tr>${checks.map(checkRow).join("")}</table>`,
    `<h2>Calls made</h2><table><tr><th>call</th><th>answer</th><th>what for</th></tr>${calls.map(({ method, address, status, purpose }) => row(`${method} ${address}`, status === undefined ? "none" : String(status), purpose)).join("")}</table>`,
    "<p><small>Secrets are left out. erpgate is not affiliated with Epicor.</small></p></body></html>\n",
  ].join("\n");
}

function findingHtml({ title, id, cause, evidence, fix }: Trouble): string {
  const seen = evidence.map((line) => `<p class="seen">${text(line)}</p>`).join("");
  const steps = fix.map((step) => `<li>${text(step)}</li>`).join("");
  return `<h3>${text(title)}${id === undefined ? "" : ` <code>${text(id)}</code>`}</h3><p>${text(cause)}</p>${seen}<ol>${steps}</ol>`;
}

function checkRow({ name, verdict, summary, advice, details }: Check): string {
  const more = [...advice, ...details].map((line) => `<br><small>${text(line)}</small>`).join("");
  return `<tr><td>${text(name)}</td><td class="${verdict}">${verdict}</td><td>${text(summary)}${more}</td></tr>`;
}

const row = (...cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Whatever a server wrote is text here, control characters left out. */
function text(given: string): string {
  return given.replace(/[&<>"']/g, (each) => ENTITIES[each] ?? each).replace(/\p{Cc}/gu, " ");
}
