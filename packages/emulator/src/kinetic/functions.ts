import { companyRows, type KineticExchange } from "./exchange.ts";
import type { MethodParameters } from "./method-call.ts";

/** A library of Epicor Functions. */
export interface FunctionLibrary {
  readonly library: string;
  /** The companies it is mapped to on its Security card; in others it does not exist (documented). */
  readonly companies: readonly string[];
  readonly functions: readonly EpicorFunction[];
}

/** An Epicor Function: parameters in, parameters out. An undefined or null result parameter is left out (documented). */
export interface EpicorFunction {
  readonly name: string;
  /** `unpublished` answers under `efx/staging` only; `disabled` and `internal` ones nowhere by REST (documented). */
  readonly state: "published" | "unpublished" | "disabled" | "internal";
  run(parameters: MethodParameters, exchange: KineticExchange): Readonly<Record<string, unknown>>;
}

/** The function libraries there are. */
export const functionLibraries: readonly FunctionLibrary[] = [
  {
    library: "OrderDesk",
    companies: ["EPIC06", "EPIC07"],
    functions: [
      { name: "Ping", state: "published", run: ({ message }) => ({ reply: "pong", echo: message }) },
      { name: "PriceOf", state: "published", run: priceOf },
      { name: "Draft", state: "unpublished", run: () => ({ reply: "not published yet" }) },
    ],
  },
  {
    library: "Planning",
    companies: ["EPIC06"],
    functions: [
      { name: "OpenJobs", state: "published", run: openJobs },
      { name: "Reschedule", state: "disabled", run: () => ({}) },
      { name: "Recount", state: "internal", run: () => ({}) },
    ],
  },
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

/** The jobs that are not closed, of one plant or of all. */
function openJobs({ plant }: MethodParameters, exchange: KineticExchange): Readonly<Record<string, unknown>> {
  const jobs = exchange.objects.find(({ service }) => service === "Erp.BO.JobEntrySvc");
  const open = (jobs === undefined ? [] : companyRows(jobs, exchange)).filter(
    (row) => row["JobClosed"] === false && (plant === undefined || row["Plant"] === plant),
  );
  return { count: open.length, jobs: open.map((row) => row["JobNum"]) };
}
