import { ErpgateError } from "../../errors.ts";
import { mergeHeaders } from "../../http/flat-headers.ts";
import type { Dialect } from "../../dialect.ts";
import type { BatchPart, BatchRequest } from "./batch-types.ts";

/** Checks the requests of a batch, all of them, and settles what is left open. @throws {ErpgateError} REQUEST_INVALID */
export function batchParts(requests: readonly BatchRequest[], dialect: Dialect, form: string): readonly BatchPart[] {
  const faults: string[] = requests.length === 0 ? ["a batch needs at least one request"] : [];
  const parts = requests.flatMap((request, at) => {
    const id = request.id ?? String(at + 1);
    try {
      return [partOf(request, id, dialect, form)];
    } catch (error) {
      faults.push(`part ${JSON.stringify(id.slice(0, 60))}: ${(error as Error).message}`);
      return [];
    }
  });
  const ids = new Set(parts.map(({ id }) => id));
  if (ids.size < parts.length) faults.push("two requests have the same id");
  for (const { id, dependsOn } of parts) {
    if (!dependsOn.every((other) => other !== id && ids.has(other)))
      faults.push(`part "${id}" depends on one that is not here`);
  }
  if (faults.length > 0) throw new ErpgateError("REQUEST_INVALID", `the batch was not sent: ${faults.join("; ")}`);
  return parts;
}

function partOf(request: BatchRequest, id: string, dialect: Dialect, form: string): BatchPart {
  const { method = "GET", path, headers = {}, body, changeSet, dependsOn = [] } = request;
  const refuse = (why: string): never => {
    throw new ErpgateError("REQUEST_INVALID", why);
  };
  if (!/^[\w.-]{1,60}$/.test(id)) refuse("an id has letters, digits, dots and hyphens");
  if (!["GET", "POST", "PUT", "PATCH", "DELETE"].includes(method))
    refuse(`"method" must be GET, POST, PUT, PATCH or DELETE`);
  if (changeSet !== undefined && method === "GET") refuse("a change set holds writes only");
  if (dependsOn.length > 0 && form === "multipart") refuse(`"dependsOn" is of the JSON form only`);
  // The batch carries the credential, once for all; the same rules hold for a part's headers as for those of a call.
  mergeHeaders([], headers, dialect.secretHeaders);
  return {
    id,
    method,
    target: dialect.target(path),
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    changeSet,
    dependsOn,
  };
}
