import { empty, refusing, type Answer } from "../../http/answer.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import { windowService } from "../windows/catalogue.ts";
import type { WindowService } from "../windows/window-service.ts";
import { readJsonSet } from "./read-json.ts";
import { readXmlSet } from "./read-xml-set.ts";
import { contentRequired, isXml, unavailable, unknownService, wrongStatus } from "./refuse-transaction.ts";
import type { TransactionSet } from "./transaction-set.ts";

/** A set that can be run. */
export interface ReadySet {
  readonly set: TransactionSet;
  readonly service: WindowService;
}

/** The set and its service, or why not. */
export function prepareSet(exchange: Prophet21Exchange, body: string): ReadySet | { readonly refused: Answer } {
  const set = isXml(exchange) ? readXmlSet(body) : readJsonSet(body);
  if (set === "misordered")
    return { refused: refusing(empty("prophet21.transaction.order", 500), "the root's members in alphabetical order") };
  if (set === undefined) return { refused: contentRequired(exchange) };
  const service = windowService(set.name);
  if (service === undefined) return { refused: unknownService() };
  if (!service.available) return { refused: unavailable(exchange, service) };
  const odd = set.transactions.find(({ status, damaged }) => status !== "New" && !damaged);
  return odd === undefined ? { set, service } : { refused: wrongStatus(exchange, odd.status) };
}
