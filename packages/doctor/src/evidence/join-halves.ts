import type { Exchange, Header } from "./evidence.ts";

const LOOSE =
  /^[ \t"'$]{0,8}(authorization|x-api-key|callsettings|sessioninfo|license|accept)["']?[ \t]{0,3}:[ \t]{0,3}(\S.{0,8000})$/gim;
const CLOCK =
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d:\d\d (?:UTC|GMT) \d{4}\b/g;

/**
 * A request that lacks its answer and an answer that lacks its request belong together where each is the only one, in
 * whatever order they were pasted. Headers that stand alone are the request's where there is only one.
 */
export function joinHalves(exchanges: readonly Exchange[], loose: string): readonly Exchange[] {
  return withClock(withLooseHeaders(withItsAnswer(exchanges), loose), loose);
}

/** What `date` prints: the only clock in the text is the one the calls were made by. */
function withClock(exchanges: readonly Exchange[], text: string): readonly Exchange[] {
  const [reading, ...others] = text.matchAll(CLOCK);
  if (reading === undefined || others.length > 0) return exchanges;
  const atMs = Date.parse(reading[0]);
  return exchanges.map((each) => ({ ...each, atMs: each.atMs ?? (Number.isNaN(atMs) ? undefined : atMs) }));
}

function withItsAnswer(exchanges: readonly Exchange[]): readonly Exchange[] {
  const asked = exchanges.filter(({ response }) => response === undefined);
  const answered = exchanges.filter(({ request }) => request === undefined);
  const [one, other] = [asked[0], answered[0]];
  if (asked.length !== 1 || answered.length !== 1 || one?.request === undefined || other === undefined)
    return exchanges;
  const whole = { ...other, request: one.request, atMs: one.atMs ?? other.atMs };
  return exchanges.filter((each) => each !== other).map((each) => (each === one ? whole : each));
}

function withLooseHeaders(exchanges: readonly Exchange[], text: string): readonly Exchange[] {
  const [only, ...others] = exchanges.filter(({ request }) => request !== undefined);
  if (only?.request === undefined || others.length > 0 || only.request.headersKnown) return exchanges;
  const { request } = only;
  const found: Header[] = Array.from(text.matchAll(LOOSE), ([, name = "", value = ""]) => ({ name, value })).filter(
    ({ name }) => !request.headers.some((each) => each.name.toLowerCase() === name.toLowerCase()),
  );
  if (found.length === 0) return exchanges;
  const whole = { ...only, request: { ...request, headers: [...request.headers, ...found] } };
  return exchanges.map((each) => (each === only ? whole : each));
}
