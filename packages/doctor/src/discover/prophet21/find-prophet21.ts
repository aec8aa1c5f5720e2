import type { Sent } from "../../examine/wire/sent.ts";
import { isPage, type Ask } from "../asker.ts";
import type { FoundProphet21 } from "../discovery.ts";

/** With the slash: without it the answer is a redirect (observed). */
const ROUTER = "/api/ui/router/v1/?urlType=external";

/** Looks for a Prophet 21 API server at the address, and at its host: what is pasted often has a path below the API. */
export async function findProphet21(given: URL, ask: Ask): Promise<FoundProphet21 | undefined> {
  const path = given.pathname
    .replace(/\/(?:api|odataservice|data|uiserver\d*|docs)(?:\/.*)?$/i, "")
    .replace(/\/+$/, "");
  for (const url of new Set([`${given.origin}${path}`, given.origin])) {
    const found = await look(url, ask);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function look(url: string, ask: Ask): Promise<FoundProphet21 | undefined> {
  const router = await ask("GET", `${url}${ROUTER}`, "see whether Prophet 21 answers");
  if (router.failure !== undefined || !isBearerMissed(router)) return undefined;
  // A read: the service takes POST alone, so that nothing is tried by it.
  const v2 = await ask("GET", `${url}/api/security/token/v2`, "see whether the token service v2 is there");
  const v1 = await ask("GET", `${url}/api/security/token`, "see whether the token service v1 is there");
  const page = `${url}/api/admin/`;
  const admin = await ask("GET", page, "see where consumer keys are registered");
  const answers = { v1, v2 };
  return {
    system: "prophet21",
    url,
    tokenServices: (["v2", "v1"] as const).filter((version) => isThere(answers[version])),
    admin: isThere(admin) && admin.status < 500 ? page : undefined,
  };
}

/** Prophet 21's own words; `Authorization header was not present or 'Bearer' was missing.` (observed) */
const isBearerMissed = (sent: Sent): boolean =>
  sent.status === 401 && !isPage(sent) && /'Bearer' was missing|"Description"\s*:|"Uri"\s*:/.test(sent.body);

const isThere = ({ status }: Sent): boolean => status > 0 && status !== 404;
