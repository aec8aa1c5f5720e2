import { json, refusing, type Answer } from "../../http/answer.ts";
import { kineticError } from "../errors.ts";
import { companyRows, type KineticExchange } from "../exchange.ts";
import { readParameters, type MethodParameters } from "../method-call.ts";

/** An Epicor Function: parameters in, parameters out. An undefined or null result parameter is left out (documented). */
interface EpicorFunction {
  readonly library: string;
  readonly name: string;
  /** Only reachable under `efx/staging` while not published. */
  readonly published: boolean;
  run(parameters: MethodParameters, exchange: KineticExchange): Readonly<Record<string, unknown>>;
}

export const functions: readonly EpicorFunction[] = [
  { library: "OrderDesk", name: "Ping", published: true, run: ({ message }) => ({ reply: "pong", echo: message }) },
  { library: "OrderDesk", name: "PriceOf", published: true, run: priceOf },
  { library: "OrderDesk", name: "Draft", published: false, run: () => ({ reply: "not published yet" }) },
];

function priceOf(
  { partNum, quantity = 1 }: MethodParameters,
  exchange: KineticExchange,
): Readonly<Record<string, unknown>> {
  const parts = exchange.objects.find(({ service }) => service === "Erp.BO.PartSvc");
  const part = parts === undefined ? undefined : companyRows(parts, exchange).find((row) => row["PartNum"] === partNum);
  const unitPrice = part === undefined ? undefined : Number(part["UnitPrice"]);
  return {
    found: part !== undefined,
    unitPrice,
    total: unitPrice === undefined ? undefined : Math.round(unitPrice * Number(quantity) * 100) / 100,
  };
}

/** `POST {base}/api/v2/efx/{company}/{library}/{function}`, and the same under `efx/staging`. */
export function callFunction(exchange: KineticExchange): Answer {
  const { address } = exchange;
  if (address.kind !== "function") throw new Error("not a function's address");
  const found = functions.find(
    (candidate) => candidate.library === address.library && candidate.name === address.function,
  );
  if (found === undefined || (!found.published && !address.staging))
    return unknown(exchange, address.library, address.function);
  if (exchange.call.method !== "POST")
    return refusing(
      kineticError(
        exchange,
        "wrongVerb",
        "kinetic.function.verb",
        "The requested resource does not support this method.",
      ),
      "POST",
    );
  const parameters = readParameters(exchange);
  if (parameters === undefined)
    return refusing(
      kineticError(exchange, "badRequest", "kinetic.function.body", "The request body cannot be deserialised."),
      "a JSON object with the request parameters, {} or nothing",
    );
  const results = Object.entries(found.run(parameters, exchange)).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return json("kinetic.function.done", Object.fromEntries(results));
}

function unknown(exchange: KineticExchange, library: string, name: string): Answer {
  const published = functions
    .filter((candidate) => candidate.published)
    .map((candidate) => `${candidate.library}/${candidate.name}`);
  const answer = kineticError(
    exchange,
    "notFound",
    "kinetic.function.unknown",
    `Function ${library}/${name} not found.`,
  );
  return refusing(answer, `one of ${published.join(", ")}, or under efx/staging what is not published`);
}
