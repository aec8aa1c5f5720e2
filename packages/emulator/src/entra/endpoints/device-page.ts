import type { Answer } from "../../http/answer.ts";
import { markup } from "../../http/markup.ts";
import type { EntraExchange } from "../exchange.ts";
import { faultText, hidden, page, withCookie } from "../pages/layout.ts";
import { signInOnPage } from "../pages/sign-in.ts";
import { parseScope } from "../read-scope.ts";
import { refuse } from "../refusal.ts";
import { delegatedPermissions, giveConsent } from "../grant-permissions.ts";
import type { DeviceLogin, EntraApp, SignIn } from "../state.ts";

const ACTION = "/devicelogin";

/** The page on which a person types the code that a device shows. */
export function devicePage(exchange: EntraExchange): Answer {
  if (exchange.switches.deviceCodeFlow === "blocked") refuse(53003, "a tenant that allows the device code flow");
  const code = (exchange.form.get("otc") ?? "").trim().toUpperCase();
  if (exchange.call.method !== "POST") return codePage(undefined, code);
  const device = findDevice(exchange, code);
  if (device === undefined) return codePage("That code didn't work. Check the code and try again.", code);
  const app = exchange.state.apps.find(({ clientId }) => clientId === device.clientId);
  if (app === undefined) throw new Error("a device code belongs to an application");
  return signInToDevice(exchange, device, app);
}

/** The login that waits under this code. */
export function findDevice({ state, nowMs }: EntraExchange, userCode: string): DeviceLogin | undefined {
  return [...state.devices.values()].find(
    (each) => each.userCode === userCode && each.outcome === "pending" && each.expiresAtMs > nowMs,
  );
}

function signInToDevice(exchange: EntraExchange, device: DeviceLogin, app: EntraApp): Answer {
  const tenant = exchange.state.tenants.find(({ id }) => id === device.tenantId);
  const { resource } = parseScope(exchange, tenant, device.scope);
  const carried = { otc: device.userCode };
  const visit = { action: ACTION, carried, tenant, apps: [resource], isChallenged: false, isFresh: false, hint: "" };
  const visited = signInOnPage(exchange, visit);
  if ("page" in visited) return visited.page;
  switch (exchange.form.get("answer")) {
    case "continue":
      agree(exchange, device, app, visited.signIn);
      return done("You have signed in to the application on your device. You may now close this window.");
    case "cancel":
      device.outcome = "declined";
      return done("You have cancelled the sign-in.");
    case null:
    default:
      return withCookie(exchange, visited.sessionId, confirmPage(app, { ...carried, session: visited.sessionId }));
  }
}

/** Whoever goes on has agreed to what the device asks for. */
export function agree(exchange: EntraExchange, device: DeviceLogin, app: EntraApp, signIn: SignIn): void {
  const tenant = exchange.state.tenants.find(({ id }) => id === device.tenantId);
  const requested = parseScope(exchange, tenant, device.scope);
  const { missing } = delegatedPermissions(exchange, app, signIn.user, requested);
  if (missing?.isAdminOnly === true) refuse(90094, "an administrator's consent", { resource: requested.resource.name });
  giveConsent(exchange, app, signIn.user, requested.resource, missing?.permissions ?? []);
  exchange.findings.principal = signIn.user.username;
  device.outcome = signIn;
}

function codePage(fault: string | undefined, code: string): Answer {
  return page(
    "entra.page.device-code",
    "Enter code",
    markup`${faultText(fault)}<p>Enter the code displayed on your app or device.</p>
<form method="post" action="${ACTION}"><label>Code <input name="otc" required autocomplete="off" value="${code}"></label>
<button id="next">Next</button></form>`,
  );
}

function confirmPage(app: EntraApp, carried: Readonly<Record<string, string>>): Answer {
  return page(
    "entra.page.device-confirm",
    `Are you trying to sign in to ${app.name}?`,
    markup`<p>Only continue if you started this on a device of your own.</p>
<form method="post" action="${ACTION}">${hidden(carried)}
<button id="continue" name="answer" value="continue">Continue</button><button id="cancel" name="answer" value="cancel">Cancel</button></form>`,
  );
}

function done(words: string): Answer {
  return page("entra.page.device-done", "Device sign-in", markup`<p id="done">${words}</p>`);
}
