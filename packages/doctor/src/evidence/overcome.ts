import type { Exchange } from "./evidence.ts";
import { headerValue } from "./headers.ts";

/**
 * Whether a refusal was overcome by the same client at once: a Basic challenge that was met (.NET sends Basic only after
 * one), or a token that was renewed. Neither is a failure.
 */
export function isOvercome(exchange: Exchange, exchanges: readonly Exchange[]): boolean {
  const { request, response } = exchange;
  if (response?.status !== 401 || request === undefined) return false;
  const later = exchanges
    .slice(exchanges.indexOf(exchange) + 1)
    .find(
      (each) =>
        each.request?.path === request.path &&
        each.request.method === request.method &&
        each.request.host === request.host &&
        each.response !== undefined &&
        each.response.status >= 200 &&
        each.response.status < 300,
    );
  if (later?.request === undefined) return false;
  if (!request.headersKnown && !later.request.headersKnown) return isNext(later, exchange, exchanges);
  const [before, after] = [request, later.request].map(({ headers }) => headerValue(headers, "authorization"));
  if (after === undefined) return false;
  return before === undefined || (/^Bearer/i.test(before) && /^Bearer/i.test(after) && before !== after);
}

/** Log lines show no headers: there it is the same client's if nothing but a new token stands between. */
function isNext(later: Exchange, exchange: Exchange, exchanges: readonly Exchange[]): boolean {
  return exchanges
    .slice(exchanges.indexOf(exchange) + 1, exchanges.indexOf(later))
    .every(
      ({ request, response }) =>
        request !== undefined &&
        (response?.status === 401
          ? request.path === exchange.request?.path
          : /\/security\/token|TokenResource\.svc|\/oauth2?\/|\/connect\/token/i.test(request.path)),
    );
}
