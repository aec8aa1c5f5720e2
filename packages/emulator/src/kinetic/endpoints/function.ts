import { json, refusing, runSteps, type Answer } from "../../http/answer.ts";
import { kineticError } from "../errors.ts";
import { currentCompany, type KineticExchange } from "../exchange.ts";
import { functionLibraries, type EpicorFunction } from "../functions.ts";
import { readParameters } from "../method-call.ts";

/** `POST {base}/api/v2/efx/{company}/{library}/{function}`, and the same under `efx/staging`. */
export function callFunction(exchange: KineticExchange): Answer {
  const found = findFunction(exchange);
  return runSteps([refuseOtherVerbs, () => run(exchange, found)], exchange);
}

/** Unpublished, disabled, internal or not mapped to the company: all the same 404 (documented). */
function findFunction(exchange: KineticExchange): EpicorFunction | undefined {
  const { address } = exchange;
  if (address.kind !== "function") throw new Error("not a function's address");
  const library = functionLibraries.find((each) => each.library === address.library);
  const found = library?.functions.find(({ name }) => name === address.function);
  const isMapped = library?.companies.includes(currentCompany(exchange)) === true;
  const isReachable = found?.state === "published" || (found?.state === "unpublished" && address.staging);
  return isMapped && isReachable ? found : undefined;
}

function refuseOtherVerbs(exchange: KineticExchange): Answer | undefined {
  if (exchange.call.method === "POST" || findFunction(exchange) === undefined) return undefined;
  return refusing(
    kineticError(
      exchange,
      "wrongVerb",
      "kinetic.function.verb",
      "The requested resource does not support this method.",
    ),
    "POST",
  );
}

function run(exchange: KineticExchange, found: EpicorFunction | undefined): Answer {
  if (found === undefined) return unknown(exchange);
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

function unknown(exchange: KineticExchange): Answer {
  const { address } = exchange;
  const name = address.kind === "function" ? `${address.library}/${address.function}` : "";
  const answer = kineticError(exchange, "notFound", "kinetic.function.unknown", `Function ${name} not found.`);
  const published = functionLibraries
    .filter(({ companies }) => companies.includes(currentCompany(exchange)))
    .flatMap(({ library, functions }) =>
      functions.filter(({ state }) => state === "published").map((each) => `${library}/${each.name}`),
    );
  return refusing(
    answer,
    `one of ${published.join(", ")}, or under efx/staging what is not published; libraries are mapped to companies`,
  );
}
