import type { Answer } from "../../../http/answer.ts";
import type { Prophet21Admin, RegisteredConsumer } from "../prophet21-admin.ts";
import { choice, hiddenField, textField, yesNo } from "./fields.ts";
import { form, framedPage, type Frame } from "./layout.ts";
import { markup, type Markup } from "../../../http/markup.ts";

/** Only Never Expire is known of P21's own choices; the others are the emulator's. */
const EXPIRE: readonly (readonly [value: string, text: string])[] = [
  ["never", "Never Expire"],
  ["3600", "1 hour"],
  ["86400", "1 day"],
  ["2592000", "30 days"],
  ["31536000", "1 year"],
];
const TYPES = ["Service", "Desktop", "Mobile", "Web"] as const;

/** API Console: the registered consumers, and the form that registers one. */
export function consolePage(admin: Prophet21Admin, frame: Frame, status = 200): Answer {
  const rows = admin.consumers.map((consumer) => row(consumer, frame));
  const body = markup`<p>A scope is written as <code>/api</code>, <code>/odata:supplier,price_page</code>, parted by semicolons.
Tokens keep the scope that they were issued with: ask for a new one after a change.</p>
<table><thead><tr><th>Consumer</th><th>ConsumerUid</th><th>Registration</th><th></th></tr></thead><tbody>${rows}</tbody></table>
<h3>Register Consumer Key</h3>
${form("console/register", frame, markup`<fieldset>${textField("Consumer", "name")}${settings(undefined)}<button>Register Consumer Key</button></fieldset>`)}
<h3>OData API service</h3>
${form("odata/refresh", frame, markup`<button>Refresh OData API service</button> <small>Data Services see new tables after this.</small>`)}`;
  return framedPage("prophet21.admin.console", "API Console", frame, body, status);
}

function row(consumer: RegisteredConsumer, frame: Frame): Markup {
  const { name, uid } = consumer;
  const change = markup`${hiddenField("name", name)}${settings(consumer)}<button>Save</button>`;
  const remove = markup`${hiddenField("name", name)}<button>Delete</button>`;
  return markup`<tr><td>${name}</td><td>${uid}</td><td>${form("console/change", frame, change)}</td><td>${form("console/remove", frame, remove)}</td></tr>`;
}

function settings(consumer: RegisteredConsumer | undefined): Markup {
  const scope = (consumer?.scope ?? "/api").replace(consumer?.sdkAccess === true ? /;\/p21sdk$/i : /^$/, "");
  return markup`${choice("Consumer Type", "type", consumer?.type ?? "Service", TYPES)}
${yesNo("SDK Access", "sdkAccess", consumer?.sdkAccess ?? false)}
${choice("Token Expire", "tokenExpire", String(consumer?.tokenExpire ?? "never"), withCurrent(consumer?.tokenExpire))}
${textField("API Scope", "scope", scope)}`;
}

/** A lifetime that was set by option is kept, whatever it is. */
function withCurrent(current: number | "never" | undefined): typeof EXPIRE {
  const value = String(current ?? "never");
  return EXPIRE.some(([known]) => known === value) ? EXPIRE : [...EXPIRE, [value, `${value} seconds`]];
}
