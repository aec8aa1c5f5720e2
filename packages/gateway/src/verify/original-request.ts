import type { IncomingMessage } from "node:http";

/** The request that an engine in front asks about. */
export interface OriginalRequest {
  readonly method: string;
  /** Path and query as the caller sent them. */
  readonly target: string;
  /** Whether the engine knows no refusals but 401 and 403: nginx makes a 500 of any other. */
  readonly twoRefusals: boolean;
  /** Whether a 200 alone is a yes to the engine, and all else goes to the caller as it is; to the others any 2xx is a yes. */
  readonly onlyOkIsYes: boolean;
}

// What the engines call the two. nginx has no names of its own; these are the ones its manual's examples use.
const FORMS = [
  { method: "x-original-method", target: "x-original-uri", twoRefusals: true },
  // Traefik's ForwardAuth and Caddy's forward_auth.
  { method: "x-forwarded-method", target: "x-forwarded-uri", twoRefusals: false },
] as const;
const PREFIX = "/verify";

/**
 * Reads what an engine asks about. At `/verify` itself the headers say it; below it, as Envoy's `ext_authz` asks with
 * `path_prefix: /verify`, the request line does.
 *
 * @returns undefined where it cannot be told for certain: no form is there whole, or two are, or one is there twice
 */
export function originalRequest(request: IncomingMessage): OriginalRequest | undefined {
  const { url = "", method = "" } = request;
  if (url.startsWith(`${PREFIX}/`)) {
    const stated = FORMS.some((form) => valuesOf(request, form.target).length > 0);
    return stated ? undefined : { method, target: url.slice(PREFIX.length), twoRefusals: false, onlyOkIsYes: true };
  }
  if (url !== PREFIX) return undefined;
  const stated = FORMS.filter((form) => valuesOf(request, form.method, form.target).length > 0);
  const [form] = stated;
  if (form === undefined || stated.length > 1) return undefined;
  const [methods, targets] = [valuesOf(request, form.method), valuesOf(request, form.target)];
  const [originalMethod, target] = [methods[0], targets[0]];
  if (originalMethod === undefined || target === undefined || methods.length + targets.length > 2) return undefined;
  // Engines ask with GET, or with the caller's own method. Another one says that somebody else wrote the headers.
  if (method !== "GET" && method !== originalMethod) return undefined;
  return { method: originalMethod, target, twoRefusals: form.twoRefusals, onlyOkIsYes: false };
}

/** Every value that came under these names; Node joins or drops repeated ones in `headers`. */
function valuesOf({ headersDistinct }: IncomingMessage, ...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => headersDistinct[name] ?? []);
}
