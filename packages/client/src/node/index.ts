export { ConfigError, type ConfigFault, printFault } from "./config-error.ts";
export { connectFromConfig, type ConnectFromConfigOptions } from "./connect-from-config.ts";
export type { Report } from "../options/report.ts";
export { findConfig, type ConfigPlace, type FindConfigOptions, type FoundConfig } from "./find-config.ts";
export { type Config, readConfig, type ReadConfigOptions, type SectionChecks } from "./read-config.ts";

export { createFileTokenStore, type FileTokenStore, type FileTokenStoreOptions } from "./store/file-token-store.ts";
export { describeKeySource, type StoreKeySource } from "./store/store-key.ts";
export { newKeyText } from "./store/seal-key.ts";
export { openBundle, type OpenBundleOptions, sealBundle, type SealBundleOptions } from "./store/bundle.ts";
export { readKeychain, removeFromKeychain, writeKeychain } from "./keychain.ts";
export { connectorFor, type ConnectorSettings } from "./connector-for.ts";
export type { Connector, SocketTarget } from "../http/way/connector.ts";
export {
  chooseTokenStore,
  ownTokenStore,
  type OwnTokenStore,
  type TokenStoreChoice,
} from "./store/choose-token-store.ts";
export { makeOwnStore, type MakeOwnStoreOptions } from "./store/make-own-store.ts";
export { checkTokenStoreSection, type TokenStoreSection } from "./store/token-store-section.ts";
