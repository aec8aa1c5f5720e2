import type { Exchange, Header } from "./evidence.ts";

const LOOSE =
  /^[ \t"'$]{0,8}(authorization|x-api-key|callsettings|sessioninfo|license|accept)["']?[ \t]{0,3}:[ \t]{0,3}(\S.{0,8000})$/gim;
const CLOCK =
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d:\d\d (?:UTC|GMT) \d{4}\b/g;

/** The same from other tools, where somebody says whose clock it is. */
const LABELLED_CLOCK =
  /\b(?:date(?:time)?|clock|now|(?:local|system|machine|server|host|client|container|pod|vm|pc|my|our) (?:time|clock)|time (?:on|of) (?:the|this|our|my) \w{1,20})\b[^\n\d]{0,40}?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d{1,7})? ?(?:Z|UTC|GMT|\+00:?00)/gi;

/**
 * A request that lacks its answer and an answer that lacks its request belong together where each is the only one, in
 * whatever order they were pasted. Headers that stand alone are the request's where there is only one.
 */
export function joinHalves(exchanges: readonly Exchange[], loose: string): readonly Exchange[] {
  return withClock(withLooseHeaders(withItsAnswer(exchanges), loose), loose);
}

/** What `date` prints or somebody reads off: the only clock in the text is the one the calls were made by. */
function withClock(exchanges: readonly Exchange[], text: string): readonly Exchange[] {
  const readings = [
    ...Array.from(text.matchAll(CLOCK), ([reading]) => reading),
    ...Array.from(text.matchAll(LABELLED_CLOCK), ([, day = "", time = ""]) => `${day}T${time}Z`),
  ];
  const [reading, ...others] = readings;
  if (reading === undefined || others.length > 0) return exchanges;
  const atMs = Date.parse(reading);
  return exchanges.map((each) => ({ ...each, atMs: each.atMs ?? (Number.isNaN(atMs) ? undefined : atMs) }));
}

/** Beside the call itself, people name the address of the server. */
const ERP_PATH = /\/api\/|odata|\.svc|uiserver|token/i;

function withItsAnswer(exchanges: readonly Exchange[]): readonly Exchange[] {
  const open = exchanges.filter(({ response }) => response === undefined);
  const ofErp = open.filter(({ request }) => ERP_PATH.test(request?.path ?? ""));
  const asked = ofErp.length === 1 ? ofErp : open;
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
