import { randomBytes } from "node:crypto";
import type { WriteLedger } from "./admission/write-memory.ts";
import type { AuditWriter } from "./audit/audit-writer.ts";
import type { GatewayConfig } from "./config/gateway-config.ts";
import type { Mount } from "./connections/mount.ts";
import type { SessionRoutes } from "./cluster/session-routes.ts";
import type { ConsumerDirectory } from "./consumers/directory.ts";
import { CONTEXT_HEADERS, IDENTITY_HEADERS } from "./dialects.ts";
import type { OwnEndpoint } from "./endpoint.ts";
import { type Entrances, entrancesOf } from "./entrance.ts";
import type { GatewayLog } from "./event.ts";
import { type FindingText, loadFindingText } from "./finding-text.ts";
import { createForwarder, type Forwarder } from "./forward/forward.ts";
import { RequestHeaderReader } from "./forward/request-headers.ts";
import { createIdentification, type Identification, type IdentificationOptions } from "./identity/identify.ts";
import { withCertificates } from "./identity/with-certificates.ts";
import type { TrustedIssuer } from "./identity/issuer.ts";
import { oauthTokenEndpoint } from "./issue/oauth-token-endpoint.ts";
import { openApiEndpoint } from "./issue/openapi-endpoint.ts";
import { jwksEndpoint, metadataEndpoint } from "./issue/published-endpoints.ts";
import { createTokenIssuer, type TokenIssuer } from "./issue/token-issuer.ts";
import type { SigningKeys } from "./keys/signing-keys.ts";
import type { ConnectionMetrics } from "./metrics/connection-metrics.ts";
import { createObserver } from "./observe/create-observer.ts";
import type { LineWriter } from "./observe/line-writer.ts";
import type { Observer } from "./observe/observation.ts";
import type { Tracing } from "./observe/tracing.ts";
import type { Records } from "./open-records.ts";
import { createVerifyForwarder } from "./verify/verify-forwarder.ts";
import type { Exchange } from "./exchange.ts";
import type { Reason } from "./reason.ts";
import { refuse } from "./refuse.ts";

/** All that a request may need on its way. */
export interface FrontParts {
  readonly mounts: ReadonlyMap<string, Mount>;
  readonly entrances: Entrances;
  /** The gateway's own addresses, by exact path. */
  readonly endpoints: ReadonlyMap<string, OwnEndpoint>;
  readonly headerReader: RequestHeaderReader;
  readonly identification: Identification;
  readonly consumers: ConsumerDirectory;
  readonly issuer: TokenIssuer;
  readonly forwarder: Forwarder;
  /** Connections whose sessions take turns. */
  readonly inTurn: ReadonlySet<string>;
  readonly audit: AuditWriter;
  /** Counts what belongs to no connection. */
  readonly ownMetrics: ConnectionMetrics;
  readonly publicUrl: string;
  /** Writes that their callers gave a key. */
  readonly writes: WriteLedger;
  /** Brings calls of a session to the process that has it; undefined where there is one. */
  readonly routes: SessionRoutes | undefined;
  readonly mostBodyBytes: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Looks at every request; undefined where nobody wants to know. */
  readonly observer: Observer | undefined;
  /** Hears of requests that were not simply served, where the configuration says nothing of a log. */
  readonly tellRefusal: GatewayLog | undefined;
  /** Read for each refusal, because the catalogue is loaded beside the start. */
  readonly findings: () => FindingText;
  /** Begins every request id of this process. */
  readonly idPrefix: string;
  /** True where another engine carries the bytes, so that nothing can be said about a call's end. */
  readonly onlyVerifies: boolean;
}

/** What stays the same as long as a gateway runs. */
export interface Lasting {
  readonly records: Records;
  readonly ownMetrics: ConnectionMetrics;
  readonly now: () => number;
  readonly log: GatewayLog;
  readonly lines: LineWriter;
  /** Writes that their callers gave a key. */
  readonly writes: WriteLedger;
  /** See {@link FrontParts}. */
  readonly routes: SessionRoutes | undefined;
  /** Undefined where no traces are made. */
  readonly tracing: Tracing | undefined;
}

/** What one configuration brings into force. */
export interface InForce {
  readonly config: GatewayConfig;
  readonly mounts: ReadonlyMap<string, Mount>;
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly keys: SigningKeys;
  readonly publicUrl: string;
  /** Where the ports of connections listen, by connection. */
  readonly portUrls: ReadonlyMap<string, string>;
}

/** The same, for requests that another engine carries. */
export function verifyingParts(parts: FrontParts): FrontParts {
  const refusing = (exchange: Exchange, reason: Reason, finding?: string): void =>
    refuse(exchange, reason, parts.findings(), finding);
  return { ...parts, forwarder: createVerifyForwarder(refusing), onlyVerifies: true };
}

function identificationFor({ tls }: GatewayConfig, options: IdentificationOptions): Identification {
  const identification = createIdentification(options);
  return tls?.clientCa === undefined ? identification : withCertificates(identification, options.consumers);
}

const OWN_ENDPOINTS: ReadonlyMap<string, OwnEndpoint> = new Map([
  ["/oauth/token", oauthTokenEndpoint],
  ["/openapi.json", openApiEndpoint],
  ["/.well-known/jwks.json", jwksEndpoint],
  ["/.well-known/oauth-authorization-server", metadataEndpoint],
]);

/** @returns makes the front's parts of what is in force; what all of them share is made once */
export function createPartsMaker(lasting: Lasting): (inForce: InForce) => FrontParts {
  const idPrefix = `${randomBytes(4).toString("hex")}-`;
  const headerReader = new RequestHeaderReader(IDENTITY_HEADERS, CONTEXT_HEADERS);
  let findings: FindingText = () => undefined;
  void loadFindingText().then((loaded) => (findings = loaded));
  const { records, ownMetrics, now, log, lines, tracing, writes, routes } = lasting;
  const { consumers, audit } = records;
  return ({ config, config: { limits }, mounts, issuers, keys, publicUrl, portUrls }) => ({
    mounts,
    entrances: entrancesOf(config, publicUrl, portUrls),
    endpoints: OWN_ENDPOINTS,
    headerReader,
    identification: identificationFor(config, { consumers, keys, publicUrl, issuers }),
    consumers,
    issuer: createTokenIssuer({
      keys,
      publicUrl,
      tokenLifetimeSeconds: limits.tokenLifetimeSeconds,
      mountTokenLifetimeSeconds: limits.erpTokenLifetimeSeconds,
    }),
    forwarder: createForwarder({
      mostBodyBytes: limits.bodyBytes,
      refuse: (exchange, reason, finding) => refuse(exchange, reason, findings, finding),
    }),
    inTurn: new Set(Object.keys(config.mounts).filter((name) => config.mounts[name]?.interactive === "in-turn")),
    audit,
    ownMetrics,
    publicUrl,
    writes,
    routes,
    mostBodyBytes: limits.bodyBytes,
    now,
    observer: createObserver({ log: config.log, lines, tracing }),
    tellRefusal: config.log === undefined ? log : undefined,
    findings: () => findings,
    idPrefix,
    onlyVerifies: false,
  });
}
