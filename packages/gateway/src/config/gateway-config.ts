import type { AdmissionConfig } from "../admission/admission-config.ts";
import type { LogStream } from "../observe/line-writer.ts";

/** Where a listener is bound. */
export interface ListenAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** How one connection is reached beside its path at the gateway, and how its sessions are kept. */
export interface MountConfig {
  /** Host name at which the connection is at `/`. In small letters, without a port. */
  readonly host: string | undefined;
  /** Port at which the connection is at `/`, on the host of `listen`. 0: any free port. */
  readonly port: number | undefined;
  /** What callers see there: the address that the UI router and Location give out. @default made of host or port */
  readonly publicUrl: string | undefined;
  /**
   * Prophet 21's Interactive sessions: each on a token of its own, or all on the one token, one after the other, for servers
   * on which a new token ends the one before.
   */
  readonly interactive: "own-token" | "in-turn";
}

/** An issuer whose access tokens are let in, as it is configured. */
export interface IssuerConfig {
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** What `aud` must name. */
  readonly audience: string;
  /** File with its public keys: PEM (one key) or JWK set. Undefined: they are fetched from where the issuer publishes them. */
  readonly keys: string | undefined;
  /** Where it publishes its keys. @default what its discovery document says */
  readonly jwksUrl: string | undefined;
  /** PEM file of authorities to trust, beside the usual ones, when keys are fetched. */
  readonly ca: string | undefined;
  /** Tenants whose tokens are let in, where `issuer` holds `{tenantid}`: ids, as Entra's. */
  readonly tenants: readonly string[];
  /** @default what the keys are for */
  readonly algorithms: readonly ("RS256" | "ES256")[] | undefined;
  /** The claims that may name the consumer; the first present counts. @default client_id, azp, appid, sub */
  readonly consumerClaims: readonly string[];
  /** Token scope → connection → scope text. A token none of whose scopes is listed is refused. Absent: scopes do not matter. */
  readonly scopes: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
}

/** How the data listener serves https. Files are PEM or PFX, and taken anew when they change. */
export interface TlsConfig {
  /** PEM file with the chain, leaf first. */
  readonly certificate: string | undefined;
  /** PEM file with the private key. */
  readonly key: string | undefined;
  /** PFX file with both, instead of the two. */
  readonly pfx: string | undefined;
  /** Of the key or the PFX. */
  readonly passphrase: string | undefined;
  /** PEM file with the authorities that issue callers' certificates. With it a caller may come in by certificate. */
  readonly clientCa: string | undefined;
}

/** Where an engine that carries the bytes itself asks whether it may. */
export interface VerifyConfig extends ListenAddress {
  /** Who may ask: addresses and networks. @default the loopback */
  readonly peers: readonly string[];
}

/** A line for each request. */
export interface LogConfig {
  /** Which requests: none, those that failed, those that were refused or failed, or every one. @default "all" */
  readonly requests: "off" | "failed" | "refused" | "all";
  /** @default "stderr" */
  readonly to: LogStream;
}

/** Where spans of requests go: OTLP over HTTP, as JSON. */
export interface TracingConfig {
  /** The collector's whole address. @default what `OTEL_EXPORTER_OTLP_ENDPOINT` and its kin say, else http://localhost:4318/v1/traces */
  readonly url: string | undefined;
  /** For the collector; values are secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** @default "erpgate" */
  readonly serviceName: string;
  /** How many of the traces that begin here are kept, 0 to 1; a caller's own are kept as the caller says. @default 1 */
  readonly sampleRatio: number;
}

/** Bounds. Every one has a default. */
export interface Limits {
  /** Request line and headers of one request, bytes. @default 16384 */
  readonly headerBytes: number;
  /** A request body, bytes. @default 104857600 (100 MiB) */
  readonly bodyBytes: number;
  /** Until a caller's request line and headers are complete. @default 15000 */
  readonly headersTimeoutMs: number;
  /** Until a caller's whole request is complete. @default 300000 */
  readonly requestTimeoutMs: number;
  /** How long an idle caller's connection is kept. @default 65000, longer than common load balancers keep theirs */
  readonly keepAliveTimeoutMs: number;
  /** Connections to each ERP. @default 128 */
  readonly upstreamConnections: number;
  /** @default 10000 */
  readonly upstreamConnectTimeoutMs: number;
  /** Until the ERP begins to answer. Business objects can take minutes. @default 300000 */
  readonly upstreamHeadersTimeoutMs: number;
  /** Between two parts of the ERP's answer. @default 300000 */
  readonly upstreamBodyTimeoutMs: number;
  /** How long a drain waits for what is under way. @default 30000 */
  readonly drainTimeoutMs: number;
  /** Lifetime of tokens from `/oauth/token`. @default 3600 */
  readonly tokenLifetimeSeconds: number;
  /** Lifetime of tokens in an ERP's own shape. @default 86400, as P21's own for users */
  readonly erpTokenLifetimeSeconds: number;
}

/** The `gateway` section of the configuration, checked. File names are as written; see `resolveGatewayFiles`. */
export interface GatewayConfig {
  readonly listen: ListenAddress;
  readonly admin: ListenAddress;
  /** Listens on addresses that other computers reach, although callers' keys then travel unencrypted. @default false */
  readonly allowPlainHttp: boolean;
  /** @default plain http */
  readonly tls: TlsConfig | undefined;
  /** @default none */
  readonly verify: VerifyConfig | undefined;
  /** Where callers reach the gateway; undefined: where it listens. */
  readonly publicUrl: string | undefined;
  /** SQLite file, or `postgres://…`. */
  readonly store: string;
  /** The file that holds what hashes and seals are made with. @default `erpgate.keys` beside the store */
  readonly keyFile: string;
  /** By connection. */
  readonly mounts: Readonly<Record<string, MountConfig>>;
  /** Which environment the gateway is for, as Live or Pilot; undefined: not said. */
  readonly environment: string | undefined;
  /** By connection: what calls have to pass beside their scope. */
  readonly admission: Readonly<Record<string, AdmissionConfig>>;
  readonly issuers: readonly IssuerConfig[];
  /** @default those that were refused or failed, among the events on stderr */
  readonly log: LogConfig | undefined;
  /** @default none */
  readonly tracing: TracingConfig | undefined;
  readonly limits: Limits;
}

export const DEFAULT_LIMITS: Limits = Object.freeze({
  headerBytes: 16_384,
  bodyBytes: 100 * 1024 * 1024,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 300_000,
  keepAliveTimeoutMs: 65_000,
  upstreamConnections: 128,
  upstreamConnectTimeoutMs: 10_000,
  upstreamHeadersTimeoutMs: 300_000,
  upstreamBodyTimeoutMs: 300_000,
  drainTimeoutMs: 30_000,
  tokenLifetimeSeconds: 3600,
  erpTokenLifetimeSeconds: 86_400,
});

export const DEFAULT_LISTEN: ListenAddress = Object.freeze({ host: "127.0.0.1", port: 8080 });
export const DEFAULT_ADMIN: ListenAddress = Object.freeze({ host: "127.0.0.1", port: 8081 });
/** Stands in an issuer for the tenant, as Entra's discovery document of all tenants writes it. */
export const TENANT = "{tenantid}";
export const DEFAULT_CONSUMER_CLAIMS: readonly string[] = Object.freeze(["client_id", "azp", "appid", "sub"]);
