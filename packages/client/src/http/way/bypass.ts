/**
 * Whether a host is on a list of those that are reached without the proxy. As curl and Go read NO_PROXY: `*` is everything;
 * `example.com`, `.example.com` and `*.example.com` are that host and all below it; an address is itself, `10.0.0.0/8` a
 * network; a port narrows it.
 */
export function isBypassed(url: URL, list: readonly string[]): boolean {
  const host = bare(url.hostname);
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return list.some((entry) => {
    const [, name = "", narrowed] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
    if (name === "" || (narrowed !== undefined && narrowed !== port)) return false;
    return name === "*" || isWithin(host, bare(name));
  });
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, "").replace(/\.$/, "");

function isWithin(host: string, name: string): boolean {
  const [network = "", prefix] = name.split("/");
  if (prefix !== undefined) return isInNetwork(host, network, Number(prefix));
  const domain = name.replace(/^\*?\./, "");
  return host === domain || host.endsWith(`.${domain}`);
}

function isInNetwork(host: string, network: string, prefix: number): boolean {
  const { BlockList, isIP } = process.getBuiltinModule("node:net");
  const kind = isIP(network);
  if (kind === 0 || isIP(host) !== kind || !(prefix >= 0 && prefix <= (kind === 4 ? 32 : 128))) return false;
  const family = kind === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list.check(host, family);
}
