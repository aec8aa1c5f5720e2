import type { Answer } from "../../http/answer.ts";
import { checkPublicFlow } from "../check-platform.ts";
import type { Asking } from "../endpoints/token.ts";
import { required, type EntraExchange } from "../exchange.ts";
import { refuse } from "../refusal.ts";
import type { DeviceLogin } from "../state.ts";
import { giveUserTokens, homeOf } from "./user-grant.ts";

/** One poll of a device that waits for its user. */
export function pollDevice(exchange: EntraExchange, { app, tenant, proof }: Asking): Answer {
  checkPublicFlow(app, proof);
  // The v1.0 endpoint calls it `code`
  const parameter = exchange.version === 1 && exchange.form.has("code") ? "code" : "device_code";
  const device = exchange.state.devices.get(required(exchange, parameter));
  if (device === undefined || device.clientId !== app.clientId)
    return refuse(70018, "the device_code that was given to this application");
  if (device.expiresAtMs <= exchange.nowMs) refuse(70019, "a device code younger than 15 minutes");
  if (device.outcome === "declined") refuse(70017, "a user who agrees");
  if (device.outcome === "pending") return refusePending(exchange, device);
  exchange.state.devices.delete(device.deviceCode);
  const { outcome: signIn, scope } = device;
  const home = tenant ?? homeOf(exchange, signIn);
  return giveUserTokens(exchange, { app, tenant: home, proof, signIn, scope, platform: "desktop" });
}

const FIVE_SECONDS_MS = 5000;

/** By switch a device that does not keep to its interval is told to slow down, for good (RFC 8628). */
function refusePending(exchange: EntraExchange, device: DeviceLogin): never {
  const { nowMs, switches } = exchange;
  const isEarly = nowMs - device.polledAtMs < device.intervalMs;
  device.polledAtMs = nowMs;
  if (switches.deviceSlowDown === "when-early" && isEarly) {
    device.intervalMs += FIVE_SECONDS_MS;
    return refuse(900_000, "polls no closer together than the interval, five seconds longer after each slow_down");
  }
  return refuse(70016, "the same request once the user has signed in");
}
