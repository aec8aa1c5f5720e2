import type { KineticOptions, Runtime } from "@erpgate/client";
import { advice, blame } from "../examine/blame.ts";
import type { Trouble } from "../examine/examination.ts";
import { fetchCarry } from "../examine/wire/fetch-carry.ts";
import { nodeCarry } from "../examine/wire/node-carry.ts";
import { createRecorder, type Recorder } from "../examine/wire/recorder.ts";
import { routeFor } from "../examine/wire/route.ts";
import { asker } from "./asker.ts";
import type { Discovery } from "./discovery.ts";
import { findKinetic } from "./kinetic/find-kinetic.ts";
import { findProphet21 } from "./prophet21/find-prophet21.ts";

/** How to look; all of it optional. */
export interface DiscoverSettings
  extends Pick<Partial<Runtime>, "fetch" | "now">, Pick<KineticOptions, "tls" | "proxy"> {
  /** Looks for this one alone. */
  readonly system?: "kinetic" | "prophet21";
  /** For one request, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
}

/**
 * Finds out what stands at an address, from the address alone. Nothing but empty requests are sent, no credential among them, and
 * no redirect is followed off the host.
 *
 * @param address as a person has it: with or without `https://`, or pasted from the browser with what follows the instance
 * @throws {TypeError} for a text that is no web address
 */
export async function discover(address: string, settings: DiscoverSettings = {}): Promise<Discovery> {
  const url = readAddress(address);
  const { now = Date.now, timeoutMs = 10_000, fetch, system, tls, proxy } = settings;
  const route = routeFor({ url: url.origin, ...(tls && { tls }), ...(proxy && { proxy }) });
  const recorder = createRecorder({ carry: fetch ? fetchCarry(fetch) : nodeCarry(route), now, limitMs: timeoutMs });
  const ask = asker(recorder);
  const found =
    (system === "prophet21" ? undefined : await findKinetic(url, ask)) ??
    (system === "kinetic" || isUnreachable(recorder) ? undefined : await findProphet21(url, ask));
  return { found, troubles: found === undefined ? whyNot(url, recorder) : [], calls: recorder.all.map(callOf) };
}

/** @throws {TypeError} without the text: it may hold a password */
function readAddress(address: string): URL {
  const text = address.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null || text === "")
    throw new TypeError("is no web address: write one such as https://erp.example.com/ERP11PROD");
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new TypeError("is not an https address");
  if (url.username !== "" || url.password !== "") throw new TypeError("holds a user name or password before the @");
  return url;
}

const isUnreachable = ({ all }: Recorder): boolean => all.some(({ failure }) => failure !== undefined);

function whyNot(url: URL, recorder: Recorder): readonly Trouble[] {
  const failed = recorder.all.filter(({ failure }) => failure !== undefined);
  if (failed.length > 0) return blame(failed, [], "http").troubles;
  const seen = recorder.all.map(
    ({ exchange, status }) => `${exchange.request?.path ?? ""} was answered ${String(status)}`,
  );
  const steps = [
    "Give the address with the instance, as the browser shows it once you are in Kinetic: https://erp.example.com/ERP11PROD",
    "For Prophet 21 give the API server, which is often not the host of its desktop.",
    "Where a proxy signs people in before the ERP is reached, let the API's addresses through.",
  ];
  return [
    advice(
      `Neither Kinetic nor Prophet 21 at ${url.host}`,
      "A web server answers, and not in the words of either.",
      steps,
      ...seen,
    ),
  ];
}

function callOf({ exchange: { request }, status, purpose }: Recorder["all"][number]): Discovery["calls"][number] {
  const address = `${request?.host ?? ""}${request?.path ?? ""}`;
  return { method: request?.method ?? "GET", address, status: status === 0 ? undefined : status, purpose };
}
