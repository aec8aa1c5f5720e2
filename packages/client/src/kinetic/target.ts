import { ErpgateError } from "../errors.ts";
import { checkTarget } from "../http/check-target.ts";
import type { KineticOptions } from "./options.ts";

/**
 * Makes the writer of paths: a relative one goes below the API root, one that begins with a slash below the base URL as it
 * stands.
 *
 * @throws {ErpgateError} from the returned function, REQUEST_INVALID also for a v2 path that has no company
 */
export function kineticTarget(options: KineticOptions): (path: string) => string {
  const below = new URL(options.url).pathname.replace(/\/$/, "");
  const { company = "", apiVersion = "v2" } = options;
  const root = apiVersion === "v1" ? `${below}/api/v1/` : `${below}/api/v2/odata/${company}/`;
  return (path) => {
    if (!path.startsWith("/")) return checkTarget(root + path);
    if (WITHOUT_COMPANY.test(path)) throw withoutCompany();
    return checkTarget(below + path);
  };
}

// A service in the company's place, nothing there at all, or a function with two names: Kinetic would take what stands there
// for the company, and refuse the API key for it (inferred).
const WITHOUT_COMPANY =
  /^\/api\/v2\/(?:odata(?:\/?(?:\?|$)|\/[^/?]*svc(?:[/?]|$))|efx\/(?:staging\/)?(?:[^/?]+\/?){0,2}(?:\?|$))/i;

function withoutCompany(): ErpgateError {
  return new ErpgateError(
    "REQUEST_INVALID",
    "the path has no company: on v2 it is /api/v2/odata/{Company}/{Service}/… or /api/v2/efx/{Company}/{Library}/{Function}",
  );
}
