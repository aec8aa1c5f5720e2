import type { ProxyChoice, SecretText } from "@erpgate/client";
import { isLoopback } from "../network/place.ts";

/** The proxy for a host, and where that is said. */
export interface UsedProxy {
  readonly url: URL;
  readonly username: string | undefined;
  readonly password: SecretText | undefined;
  readonly from: string;
}

/** The proxy that the client would use for an address. */
export function proxyFor(url: URL, choice: ProxyChoice, env: NodeJS.ProcessEnv): UsedProxy | undefined {
  if (choice === "none") return undefined;
  if (choice === "environment") return isLoopback(url.hostname) ? undefined : fromEnvironment(url, env);
  const { bypass = [], username, password } = choice;
  return passesBy(url, bypass)
    ? undefined
    : { url: new URL(choice.url), username, password, from: "the connection's proxy option" };
}

function fromEnvironment(url: URL, env: NodeJS.ProcessEnv): UsedProxy | undefined {
  const name = url.protocol === "https:" ? "https_proxy" : "http_proxy";
  const from = [name, name.toUpperCase()].find((each) => (env[each] ?? "") !== "");
  const text = from === undefined ? "" : (env[from] ?? "");
  const proxy = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (from === undefined || proxy === null || passesBy(url, (env["no_proxy"] ?? env["NO_PROXY"] ?? "").split(/[\s,]+/)))
    return undefined;
  const { username, password } = proxy;
  return {
    url: proxy,
    username: username === "" ? undefined : decoded(username),
    password: decoded(password),
    from,
  };
}

/** A per cent sign that begins no escape stands for itself: people write passwords as they are. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Names and name endings, with or without a port. Ranges of addresses are left to the client. */
function passesBy({ hostname, port }: URL, entries: readonly string[]): boolean {
  return entries.some((entry) => {
    const [, name = "", only] = /^\*?\.?([^:]+)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
    if (entry.trim() === "*") return true;
    return name !== "" && (hostname === name || hostname.endsWith(`.${name}`)) && (only === undefined || only === port);
  });
}
