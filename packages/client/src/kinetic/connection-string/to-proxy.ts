import type { ProxyChoice } from "../../options/proxy-options.ts";
import type { Properties, Say } from "./read-properties.ts";
import { readBoolean, readNumber, readWord } from "./value.ts";

/** `Proxy*`, and `Firewall*` of the type TUNNEL, which is the same thing. */
export function toProxy(properties: Properties, say: Say): ProxyChoice | undefined {
  const isDetected = readBoolean(properties, "ProxyAutoDetect", say);
  const isTunnel = readFirewall(properties, say);
  const prefix = isTunnel ? "Firewall" : "Proxy";
  const host = properties.get(`${prefix}Server`);
  if (isTunnel && properties.has("ProxyServer"))
    say("ProxyServer", "is given beside FirewallServer", "Give one of them.");
  const bypass = properties
    .get("ProxyExceptions")
    ?.split(/[;,\s]+/)
    .filter((entry) => entry !== "");
  const scheme = readScheme(properties, say);
  if (host === undefined) {
    sayLonely(properties, prefix, say);
    return isDetected === undefined ? undefined : isDetected ? "environment" : "none";
  }
  if (isDetected === true) say("ProxyAutoDetect", `is true beside ${prefix}Server`, "Remove one of the two.");
  const port = readNumber(properties, `${prefix}Port`, 80, say, 65_535);
  const url = host.includes("://") ? host : `${scheme}://${host}:${port === 0 ? 80 : port}`;
  return { url, ...login(properties, prefix), ...(bypass && { bypass }) };
}

function readFirewall(properties: Properties, say: Say): boolean {
  const type = readWord(properties, "FirewallType", ["NONE", "TUNNEL"], say, ["SOCKS4", "SOCKS5"]);
  if (type === "TUNNEL" && !properties.has("FirewallServer"))
    say("FirewallServer", "is missing beside FirewallType", "Give the proxy's host.");
  if (!properties.has("FirewallType") && properties.has("FirewallServer"))
    say("FirewallType", "is missing beside FirewallServer", "Give FirewallType=TUNNEL.");
  return type === "TUNNEL";
}

function readScheme(properties: Properties, say: Say): "http" | "https" {
  readWord(properties, "ProxyAuthScheme", ["BASIC", "NONE"], say, ["DIGEST", "NEGOTIATE", "NTLM", "PROPRIETARY"]);
  const type = readWord(properties, "ProxySSLType", ["AUTO", "ALWAYS", "NEVER", "TUNNEL"], say);
  return type === "ALWAYS" ? "https" : "http";
}

/** The proxy's port or login alone would be dropped without a word. */
function sayLonely(properties: Properties, prefix: string, say: Say): void {
  for (const name of ["Port", "User", "Password"].map((part) => prefix + part))
    if (properties.has(name)) say(name, `is given without ${prefix}Server`, `Give ${prefix}Server as well.`);
}

function login(properties: Properties, prefix: string): { username?: string; password?: string } {
  if (properties.get("ProxyAuthScheme")?.toUpperCase() === "NONE") return {};
  const [username, password] = [properties.get(`${prefix}User`), properties.get(`${prefix}Password`)];
  return { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
}
