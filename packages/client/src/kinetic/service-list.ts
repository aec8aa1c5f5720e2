import { ErpgateError } from "../errors.ts";
import { getText } from "../http/get-json.ts";
import type { KineticWaitInit } from "./call-options.ts";
import type { KineticCaller } from "./caller-with.ts";
import { serviceName } from "./names.ts";

/** The names of all services. v1 answers an AtomPub document (observed), whatever is asked for; v2 JSON. */
export async function readServices(
  { caller }: KineticCaller,
  init: KineticWaitInit | undefined,
): Promise<readonly string[]> {
  const text = await getText(caller, "", init);
  const names = text.trimStart().startsWith("<") ? fromAtom(text) : fromJson(text);
  if (names !== undefined) return names;
  throw new ErpgateError("ANSWER_UNRECOGNISED", "the list of services is neither AtomPub nor a JSON list");
}

/** `<collection href="Erp.BO.CustomerSvc">`: the last part of the address is the name. */
function fromAtom(text: string): readonly string[] | undefined {
  const found = [...text.matchAll(/<(?:[\w.-]+:)?collection\s[^>]*?href="([^"]*)"/g)];
  const names = found.map(([, href = ""]) => href.replace(/\/$/, "").split("/").at(-1) ?? "");
  return /<(?:[\w.-]+:)?service[\s>]/.test(text) ? names.filter((name) => name !== "") : undefined;
}

function fromJson(text: string): readonly string[] | undefined {
  try {
    const { value } = JSON.parse(text) as { readonly value?: readonly { readonly name?: string }[] };
    return value?.flatMap(({ name }) => (typeof name === "string" ? [name] : []));
  } catch {
    return undefined;
  }
}

/** A service's `$metadata`, XML (official: Swagger). */
export function readMetadata(
  { caller }: KineticCaller,
  service: string,
  init: KineticWaitInit | undefined,
): Promise<string> {
  return getText(caller, `${serviceName(service)}/$metadata`, { ...init, headers: { accept: "application/xml" } });
}
