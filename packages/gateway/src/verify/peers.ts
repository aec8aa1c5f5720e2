import { BlockList, isIP } from "node:net";

/** Addresses that may ask, as they are configured: `127.0.0.1`, `10.0.0.0/8`, `::1`. */
export interface Peers {
  includes(address: string | undefined): boolean;
}

/** @returns undefined where one of them is neither an address nor a network; which is told by `onFault` */
export function readPeers(texts: readonly string[], onFault: (index: number) => void): Peers {
  const list = new BlockList();
  for (const [index, text] of texts.entries()) if (!add(list, text)) onFault(index);
  return {
    includes(address) {
      // Node writes the IPv4 addresses of a socket that takes both kinds like this.
      const plain = address?.replace(/^::ffff:/, "") ?? "";
      const family = isIP(plain);
      return family !== 0 && list.check(plain, family === 6 ? "ipv6" : "ipv4");
    },
  };
}

function add(list: BlockList, text: string): boolean {
  const [, address = "", length] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const family = isIP(address);
  if (family === 0 || Number(length ?? 0) > (family === 6 ? 128 : 32)) return false;
  const kind = family === 6 ? "ipv6" : "ipv4";
  if (length === undefined) list.addAddress(address, kind);
  else list.addSubnet(address, Number(length), kind);
  return true;
}
