import { redirect, type Answer } from "../../http/answer.ts";
import { escapeXml } from "../../http/xml.ts";
import { requireBasic } from "../check-login.ts";
import { baqs } from "../baqs.ts";
import type { KineticExchange } from "../exchange.ts";
import { methodServices } from "../services/method-service.ts";

/**
 * The help page. `{base}/api/help…` goes to `{base}/apps/resthelp/` by default on newer servers (documented); older ones answer in
 * place. It signs in with Basic only: tokens of any kind are of no use to it (claimed).
 */
export function help(exchange: KineticExchange): Answer {
  const { address, call, switches, state } = exchange;
  const base = `${call.origin}/${state.instance}`;
  if (address.kind === "help" && address.isOld && switches.version !== "10.2")
    return redirect("kinetic.help.moved", 302, `${base}/apps/resthelp/`);
  return requireBasic(exchange) ?? page(exchange, base);
}

function page({ objects }: KineticExchange, base: string): Answer {
  const services = [
    ...objects.map(({ service }) => [service, ["odata", "methods"]] as const),
    ...methodServices.map(({ service }) => [service, ["methods"]] as const),
  ];
  const rows = services.map(([service, kinds]) => line(base, service, kinds)).join("");
  const queries = baqs.map(({ id }) => line(base, id, ["baq"])).join("");
  const body =
    "<!DOCTYPE html>\r\n<html><head><title>REST API Help</title></head><body><h1>REST API Help</h1>" +
    `<h2>Services</h2><ul>${rows}</ul><h2>BAQs</h2><ul>${queries}</ul></body></html>\r\n`;
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body, rule: "kinetic.help" };
}

function line(base: string, name: string, kinds: readonly string[]): string {
  const links = kinds.map((kind) => {
    const address = escapeXml(`${base}/api/swagger/v1/${kind}/${name}`);
    return `<a href="${address}">${kind}</a>`;
  });
  return `<li>${escapeXml(name)}: ${links.join(" ")}</li>`;
}
