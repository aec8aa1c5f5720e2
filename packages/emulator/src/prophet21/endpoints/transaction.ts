import { refusing, runSteps, type Answer } from "../../http/answer.ts";
import { queryOf } from "../../http/call.ts";
import { randomGuid } from "../../seeded-random.ts";
import { checkBearer } from "../check-bearer.ts";
import { checkTransactionScope } from "../check-scope.ts";
import { negotiated, problem } from "../errors.ts";
import { currentSession, type Prophet21Exchange } from "../exchange.ts";
import type { Prophet21Address } from "../read-address.ts";
import { writeJob } from "../transaction/write-job.ts";
import { prepareSet } from "../transaction/prepare-set.ts";
import {
  contaminated,
  contentRequired,
  isXml,
  unavailable,
  unknownService,
} from "../transaction/refuse-transaction.ts";
import { basicsOf, defaultsOf, definitionOf } from "../transaction/describe-service.ts";
import { readJsonStates } from "../transaction/read-json.ts";
import { readXmlStates, TRANSACTION_NAMESPACE } from "../transaction/read-xml-set.ts";
import { readRecords } from "../transaction/read-record.ts";
import { runSet, type TransactionSetResult } from "../transaction/run-set.ts";
import type { TransactionSet } from "../transaction/transaction-set.ts";
import { windowServices, windowService } from "../windows/catalogue.ts";
import type { SaveContext } from "../windows/cells.ts";
import type { WindowService } from "../windows/window-service.ts";

type TransactionAddress = Extract<Prophet21Address, { kind: "transaction" }>;

/** What the serializer calls the items of each list. */
const ITEMS: Readonly<Record<string, string>> = {
  ArrayOfServiceInfo: "ServiceInfo",
  Transactions: "Transaction",
  DataElements: "DataElement",
  Rows: "Row",
  Edits: "Edit",
  DataElementDefinitions: "DataElementDefinition",
  FieldDefinitions: "FieldDefinition",
};

/** `{uiserver}/api/v2/…`: the Transaction API. */
export function transaction(exchange: Prophet21Exchange, address: TransactionAddress): Answer {
  return runSteps(
    [checkBearer, checkTransactionScope, () => refuseOtherVerbs(exchange, address), () => act(exchange, address)],
    exchange,
  );
}

function refuseOtherVerbs({ call }: Prophet21Exchange, { part }: TransactionAddress): Answer | undefined {
  const isRead = ["services", "definition", "defaults", "basics"].includes(part);
  const allowed = part === "transaction/async" ? ["GET", "POST"] : [isRead ? "GET" : "POST"];
  if (allowed.includes(call.method)) return undefined;
  return refusing(problem(call, "prophet21.transaction.verb", 405, "Method Not Allowed"), allowed.join(" or "));
}

function act(exchange: Prophet21Exchange, { part, name }: TransactionAddress): Answer {
  switch (part) {
    case "services":
      return listServices(exchange);
    case "definition":
      return describe(exchange, name, "ServiceDefinition", definitionOf);
    case "defaults":
      return describe(exchange, name, "TransactionSet", defaultsOf);
    case "basics":
      return describe(exchange, name, "TransactionSet", basicsOf);
    case "transaction":
      return post(exchange);
    case "transaction/get":
      return get(exchange);
    case "transaction/async":
      return exchange.call.method === "GET" ? jobStatus(exchange) : submit(exchange, exchange.call.body);
    case "transaction/async/callback":
      return submitWithCallback(exchange);
  }
}

function listServices({ call }: Prophet21Exchange): Answer {
  const list = windowServices.map(({ name, title }) => ({ Name: name, Title: title }));
  return negotiated(call, "prophet21.transaction.services", list, xmlForm("ArrayOfServiceInfo"));
}

function describe(
  exchange: Prophet21Exchange,
  name: string | undefined,
  root: string,
  describeService: (service: WindowService) => object,
): Answer {
  const service = windowService(name);
  if (service === undefined) return unknownService();
  if (!service.available) return unavailable(exchange, service);
  return negotiated(exchange.call, "prophet21.transaction.described", describeService(service), xmlForm(root));
}

function post(exchange: Prophet21Exchange): Answer {
  const ready = prepareSet(exchange, exchange.call.body);
  if ("refused" in ready) return ready.refused;
  if (exchange.surroundings.takeFault(exchange.call, "unexpected-window") !== undefined) return contaminated(exchange);
  const result = runSet(ready.set, ready.service, contextOf(exchange, ready.set));
  if (result.Summary.Failed > 0) exchange.findings.notes.push(`Summary.Failed is ${result.Summary.Failed}`);
  return negotiated(exchange.call, "prophet21.transaction.posted", result, xmlForm("TransactionSetResult"));
}

function get(exchange: Prophet21Exchange): Answer {
  const { call, state } = exchange;
  const request = isXml(exchange) ? readXmlStates(call.body) : readJsonStates(call.body);
  if (request === undefined) return contentRequired(exchange);
  const service = windowService(request.service);
  if (service === undefined) return unknownService();
  const records = readRecords(request, service, state.data);
  return negotiated(call, "prophet21.transaction.read", records, xmlForm("TransactionSet"));
}

function submit(exchange: Prophet21Exchange, body: string): Answer {
  const ready = prepareSet(exchange, body);
  if ("refused" in ready) return ready.refused;
  const { state, surroundings } = exchange;
  // The name under which it is written is that of the caller; the time that of the run
  const run = (): TransactionSetResult => runSet(ready.set, ready.service, contextOf(exchange, ready.set));
  return writeJob(exchange, state.asyncQueue.submit(randomGuid(surroundings.random), run));
}

/** The envelope is read; nobody is called back, since the emulator calls no addresses. */
function submitWithCallback(exchange: Prophet21Exchange): Answer {
  const content = callbackContent(exchange.call.body);
  exchange.findings.notes.push("the callback is not made: ask for the status instead");
  return submit(exchange, content);
}

function callbackContent(body: string): string {
  try {
    const sent: unknown = JSON.parse(body);
    return typeof sent === "object" && sent !== null && "Content" in sent ? JSON.stringify(sent.Content) : "";
  } catch {
    return "";
  }
}

function jobStatus(exchange: Prophet21Exchange): Answer {
  const job = exchange.state.asyncQueue.find(queryOf(exchange.call).get("id") ?? "");
  if (job !== undefined) return writeJob(exchange, job);
  const answer = problem(exchange.call, "prophet21.transaction.request", 404, "Not Found");
  return refusing(answer, "the RequestId of a request that was submitted here, as ?id=");
}

function contextOf(exchange: Prophet21Exchange, { ignoreDisabled }: TransactionSet): SaveContext {
  const { username } = currentSession(exchange);
  // A key without a name works as the user that P21 was installed with (observed)
  const by = username === "" ? "p21_install" : username;
  return { data: exchange.state.data, by, nowMs: exchange.surroundings.clock.now(), ignoreDisabled };
}

function xmlForm(root: string): { root: string; namespace: string; items: Readonly<Record<string, string>> } {
  return { root, namespace: TRANSACTION_NAMESPACE, items: ITEMS };
}
