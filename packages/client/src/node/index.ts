export { ConfigError, type ConfigFault, printFault } from "./config-error.ts";
export { connectFromConfig, type ConnectFromConfigOptions } from "./connect-from-config.ts";
export type { Report } from "../options/report.ts";
export { findConfig, type ConfigPlace, type FindConfigOptions, type FoundConfig } from "./find-config.ts";
export { type Config, readConfig, type ReadConfigOptions, type SectionChecks } from "./read-config.ts";
