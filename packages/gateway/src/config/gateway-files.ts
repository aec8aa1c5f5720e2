import { dirname, join, resolve } from "node:path";
import type { GatewayConfig, TlsConfig } from "./gateway-config.ts";

/** Whether a store's location is the address of a database rather than a file. */
export const isDatabaseAddress = (store: string): boolean => /^postgres(?:ql)?:\/\//.test(store);

/** Where the key file is unless it is said: beside the store, or in the configuration's folder if that is a database. */
export function defaultKeyFile(store: string): string {
  return isDatabaseAddress(store) ? "./erpgate.keys" : join(dirname(store), "erpgate.keys");
}

/** The same configuration with every file name absolute. @param directory the folder of the configuration file */
export function resolveGatewayFiles(config: GatewayConfig, directory: string): GatewayConfig {
  return {
    ...config,
    store: isDatabaseAddress(config.store) ? config.store : resolve(directory, config.store),
    keyFile: resolve(directory, config.keyFile),
    tls: config.tls === undefined ? undefined : resolveTls(config.tls, directory),
    issuers: config.issuers.map((issuer) => ({
      ...issuer,
      keys: issuer.keys === undefined ? undefined : resolve(directory, issuer.keys),
      ca: issuer.ca === undefined ? undefined : resolve(directory, issuer.ca),
    })),
  };
}

function resolveTls(tls: TlsConfig, directory: string): TlsConfig {
  const file = (name: string | undefined): string | undefined => (name === undefined ? name : resolve(directory, name));
  const { certificate, key, pfx, clientCa, passphrase } = tls;
  return { certificate: file(certificate), key: file(key), pfx: file(pfx), clientCa: file(clientCa), passphrase };
}
