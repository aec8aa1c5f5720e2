import { ErpgateError } from "../../errors.ts";
import { readProxyUrl } from "../../options/check-proxy.ts";
import type { ConnectionOptionsBase } from "../../options/connection-options.ts";
import { isLoopback } from "../../options/read-url.ts";
import type { TlsOptions } from "../../options/tls-options.ts";
import { isBypassed } from "./bypass.ts";
import type { ProxyAddress, TlsWeakened, Way } from "./way.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** What decides the ways of a connection. */
export interface WayOptions {
  readonly options: Pick<ConnectionOptionsBase, "url" | "tls" | "proxy">;
  readonly env: Variables;
  readonly timeoutMs: number;
  readonly warn: (weakened: TlsWeakened) => void;
}

/**
 * The way to one host; undefined where it is straight on, which is nearly everybody's and costs nothing.
 *
 * @throws {ErpgateError} CONFIG_INVALID where a variable of the environment names a proxy that cannot be used
 */
export function wayTo(url: URL, { options, env, timeoutMs, warn }: WayOptions): Way | undefined {
  const proxy = proxyFor(url, options.proxy ?? "environment", env);
  const tls = url.protocol === "https:" && options.tls ? tlsFor(url, options.url, options.tls) : {};
  if (proxy === undefined && Object.keys(tls).length === 0) return undefined;
  return { tls, proxy, timeoutMs, warn };
}

/** What of the options holds for a host that is not the connection's own: whom to trust, and nothing else. */
function tlsFor(url: URL, ownUrl: string, tls: TlsOptions): TlsOptions {
  if (url.hostname === URL.parse(ownUrl)?.hostname) return tls;
  const { ca, systemStore } = tls;
  return { ...(ca === undefined ? {} : { ca }), ...(systemStore === undefined ? {} : { systemStore }) };
}

function proxyFor(
  url: URL,
  choice: NonNullable<ConnectionOptionsBase["proxy"]>,
  env: Variables,
): ProxyAddress | undefined {
  if (choice === "none") return undefined;
  if (choice === "environment") return isLoopback(url.hostname) ? undefined : environmentProxy(url, env);
  const { bypass = [], username, password } = choice;
  return isBypassed(url, bypass) ? undefined : { url: new URL(choice.url), username, password };
}

function environmentProxy(url: URL, env: Variables): ProxyAddress | undefined {
  const scheme = url.protocol === "https:" ? "https_proxy" : "http_proxy";
  const [name = "", text = ""] =
    [scheme, scheme.toUpperCase()].map((key) => [key, env[key]]).find(([, value]) => value) ?? [];
  if (text === "" || isBypassed(url, (env["no_proxy"] ?? env["NO_PROXY"] ?? "").split(/[\s,]+/))) return undefined;
  // As curl has it: without a scheme it is http.
  const proxy = URL.parse(text.includes("://") ? text : `http://${text}`);
  const login = { username: decoded(proxy?.username), password: decoded(proxy?.password) };
  if (proxy) proxy.username = proxy.password = "";
  const usable = readProxyUrl(proxy?.href, [name], (_path, message) => {
    const fix = `Correct it, or set "proxy" to "none".`;
    throw new ErpgateError("CONFIG_INVALID", `the environment variable ${name} ${message}. ${fix}`);
  });
  return usable && { url: usable, ...login };
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
