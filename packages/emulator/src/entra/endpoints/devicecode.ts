import type { Answer } from "../../http/answer.ts";
import { clientIdOf } from "../authenticate-client.ts";
import { dropOldest } from "../answer-tokens.ts";
import { appOf, tenantOf, type EntraExchange } from "../exchange.ts";
import { randomText } from "../issue-token.ts";
import { parseScope, scopeText } from "../read-scope.ts";
import { programHeaders } from "../refusal-answer.ts";
import { refuse } from "../refusal.ts";

const LIFETIME_SECONDS = 900;
/** No letter or digit that looks like another. */
const USER_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** `POST /{tenant}/oauth2/v2.0/devicecode`. There is no verification_uri_complete (official). */
export function deviceCode(exchange: EntraExchange): Answer {
  if (exchange.call.method !== "POST") refuse(900561, "POST", { method: exchange.call.method });
  const tenant = tenantOf(exchange);
  const app = appOf(exchange, clientIdOf(exchange), tenant);
  const scope = scopeText(exchange);
  parseScope(exchange, tenant, scope);
  const device = {
    deviceCode: randomText(exchange, 60),
    userCode: userCode(exchange),
    clientId: app.clientId,
    tenantId: tenant?.id,
    scope,
    expiresAtMs: exchange.nowMs + LIFETIME_SECONDS * 1000,
    polledAtMs: -Infinity,
    intervalMs: exchange.state.deviceIntervalSeconds * 1000,
    outcome: "pending" as const,
  };
  exchange.state.devices.set(device.deviceCode, device);
  dropOldest(exchange.state.devices);
  return answer(exchange, device.deviceCode, device.userCode);
}

function answer(exchange: EntraExchange, code: string, shown: string): Answer {
  const page = `${exchange.state.origin}/devicelogin`;
  const message = `To sign in, use a web browser to open the page ${page} and enter the code ${shown} to authenticate.`;
  const numbers = { expires_in: LIFETIME_SECONDS, interval: exchange.state.deviceIntervalSeconds };
  const members =
    exchange.version === 2
      ? { user_code: shown, device_code: code, verification_uri: page, ...numbers, message }
      : { user_code: shown, device_code: code, verification_url: page, ...asTexts(numbers), message };
  const headers = programHeaders(exchange);
  return { status: 200, headers, body: JSON.stringify(members), rule: "entra.device-code.given" };
}

function asTexts(numbers: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
}

function userCode({ surroundings }: EntraExchange): string {
  const letter = (): string => USER_CODE_LETTERS[Math.floor(surroundings.random() * USER_CODE_LETTERS.length)] ?? "A";
  return Array.from({ length: 9 }, letter).join("");
}
