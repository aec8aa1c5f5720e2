// Longer than a screen because it is one table: what the `gateway` section of `erpgate.yaml` may hold, for editors.
/** As much of JSON Schema (draft 7) as the section needs. */
export interface SectionSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: SectionSchema;
  readonly properties?: Readonly<Record<string, SectionSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SectionSchema;
  readonly anyOf?: readonly SectionSchema[];
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A text may be a reference, and what it will read is known when it is read. */
const REFERENCE: SectionSchema = { type: "string", pattern: String.raw`\$\{` };

const text = (description: string, standard?: string): SectionSchema => ({
  description,
  ...(standard !== undefined && { default: standard }),
  type: "string",
});
const flag = (description: string): SectionSchema => ({ description, default: false, type: "boolean" });
const whole = (description: string, minimum: number, maximum: number, standard?: number): SectionSchema => ({
  description,
  ...(standard !== undefined && { default: standard }),
  type: "integer",
  minimum,
  maximum,
});
const words = (description: string, standard: string, ...choices: readonly string[]): SectionSchema => ({
  description,
  default: standard,
  anyOf: [{ enum: [standard, ...choices] }, REFERENCE],
});
const listOf = (description: string, items: SectionSchema): SectionSchema => ({ description, type: "array", items });
const named = (description: string, each: SectionSchema): SectionSchema => ({
  description,
  type: "object",
  additionalProperties: each,
});
const section = (
  description: string,
  properties: Readonly<Record<string, SectionSchema>>,
  ...required: readonly string[]
): SectionSchema => ({
  description,
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});
const port = (description: string, standard?: number): SectionSchema => whole(description, 0, 65_535, standard);

const PUBLIC_URL = "What callers see there, as https://gateway.example.com.";

const mount = section("A host name or a port that a connection has to itself.", {
  host: text("The host name at which the connection is at /, as p21.example.com."),
  port: port("The port at which the connection is at /; 0: any free one."),
  publicUrl: text(PUBLIC_URL),
  interactive: words(
    "Prophet 21's Interactive sessions: each on a token of its own, or one after the other on the one there is.",
    "own-token",
    "in-turn",
  ),
});

const seats = section(
  "No more calls are at the ERP than there are seats; what is too much waits, and consumers take turns.",
  {
    count: whole("What licences or sessions allow for.", 1, 10_000),
    waitMs: whole("How long a call waits for a seat.", 0, HOUR_MS, 20_000),
    mostWaiting: whole("How many calls may wait.", 0, 100_000, 1000),
    sessions: {
      description: "Kinetic: sessions that stay open and carry one call after the other. true takes every default.",
      anyOf: [
        { type: "boolean" },
        section("How they are kept.", {
          idleMs: whole("One that was not used for so long is used, or logged out.", 1000, DAY_MS, 240_000),
          warm: whole("So many are kept although nobody uses them.", 0, 10_000, 1),
          namedIn: words("The header in which calls name their session.", "License", "SessionInfo"),
        }),
      ],
    },
  },
  "count",
);

const admission = section("What calls to a connection pass beside their scope.", {
  environment: text("Live or Pilot, say: a fault unless the gateway's own is the same."),
  readOnly: flag("Only calls that change nothing."),
  maintenance: flag("No call at all: 503."),
  seats,
  rate: section(
    "How often each consumer may call.",
    {
      calls: whole("So many calls within any stretch of perMs.", 1, 100_000),
      perMs: whole("Milliseconds.", 1, DAY_MS, 60_000),
      consumers: named("Other numbers of calls, by consumer.", whole("Calls within perMs.", 1, 100_000)),
    },
    "calls",
  ),
  breaker: {
    description: "An ERP that fails in a row is left alone for a while; false: every call is sent.",
    anyOf: [
      { type: "boolean" },
      section("When calls are given up.", {
        failures: whole("After so many in a row.", 1, 10_000, 10),
        pauseMs: whole("For so long, before one tries again.", 100, HOUR_MS, 1000),
      }),
    ],
  },
});

const issuer = section(
  "An issuer whose access tokens are let in.",
  {
    issuer: text("The iss of its tokens, character for character."),
    audience: text("What their aud names."),
    keys: text("File with its public keys, PEM or JWK set, instead of those that it publishes."),
    jwksUrl: text("Where it publishes its keys, if not where its discovery document says."),
    ca: text("PEM file of authorities to trust beside the usual ones when keys are fetched."),
    tenants: listOf("Tenants that are let in, where issuer holds {tenantid}.", text("A tenant's GUID.")),
    algorithms: listOf("Which are accepted; by default what the keys are for.", {
      anyOf: [{ enum: ["RS256", "ES256"] }, REFERENCE],
    }),
    consumerClaim: {
      description: "The claim that names the consumer, or several of which the first present counts.",
      default: ["client_id", "azp", "appid", "sub"],
      anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
    },
    scopes: named(
      "Token scope, connection, scope text. A token none of whose scopes is listed is refused.",
      named("What it opens, by connection.", { type: "string" }),
    ),
  },
  "issuer",
  "audience",
);

const limits = section("Bounds. Every one has a default.", {
  headerBytes: whole("Request line and headers of one request.", 4096, 256 * 1024, 16_384),
  bodyBytes: whole("A request's body.", 1024, 16 * 1024 ** 3, 100 * 1024 ** 2),
  headersTimeoutMs: whole("Until a caller's headers are complete.", 1000, 600_000, 15_000),
  requestTimeoutMs: whole("Until a caller's whole request is complete.", 1000, DAY_MS, 300_000),
  keepAliveTimeoutMs: whole("How long an idle caller's connection is kept.", 1000, DAY_MS, 65_000),
  upstreamConnections: whole("Connections to each ERP.", 1, 10_000, 128),
  upstreamConnectTimeoutMs: whole("Until a connection to the ERP stands.", 100, 600_000, 10_000),
  upstreamHeadersTimeoutMs: whole("Until the ERP begins to answer.", 100, DAY_MS, 300_000),
  upstreamBodyTimeoutMs: whole("Between two parts of the ERP's answer.", 100, DAY_MS, 300_000),
  drainTimeoutMs: whole("How long a drain waits for what is under way.", 0, HOUR_MS, 30_000),
  tokenLifetimeSeconds: whole("Life of tokens from /oauth/token.", 1, 86_400, 3600),
  erpTokenLifetimeSeconds: whole("Life of tokens in an ERP's own shape.", 1, 30 * 86_400, 86_400),
});

/** The section. What the gateway's checker accepts it accepts, and it has the options that the checker knows: a test holds both. */
export const gatewaySection: SectionSchema = {
  ...section("The gateway in front of the ERPs. `erpgate config check` says more, and is the authority.", {
    listen: section("Where applications reach it.", {
      host: text("An address of this computer.", "127.0.0.1"),
      port: port("0: any free one.", 8080),
    }),
    admin: section("Health, metrics and administration. Keep it on an address that only operators reach.", {
      host: text("An address of this computer.", "127.0.0.1"),
      port: port("0: any free one.", 8081),
    }),
    allowPlainHttp: flag("Listens beyond the loopback although keys then travel unencrypted."),
    tls: section("https: a PEM pair or one PFX file. Files are taken anew when they change.", {
      certificate: text("PEM file with the chain, leaf first."),
      key: text("PEM file with the private key."),
      pfx: text("PFX file with both."),
      passphrase: text("Of the key or the PFX."),
      clientCa: text("PEM file with the authorities of callers' certificates."),
    }),
    verify: section("Where an engine that carries the bytes itself (nginx, Traefik, Caddy, Envoy) asks.", {
      host: text("An address of this computer.", "127.0.0.1"),
      port: port("0: any free one.", 8082),
      peers: listOf("Who may ask; by default the loopback.", text("An address or a network, as 10.0.0.0/8.")),
    }),
    publicUrl: text(PUBLIC_URL),
    environment: text("Which environment the gateway is for, as Live or Pilot."),
    store: text("SQLite file, or postgres://….", "./erpgate.db"),
    keyFile: text("What hashes and seals are made with; by default erpgate.keys beside the store."),
    mounts: named("Connections that have a host name or a port to themselves.", mount),
    admission: named("By connection: seats, rates, breaker, switches.", admission),
    issuers: listOf("Issuers whose access tokens are let in.", issuer),
    log: section("A line for each request.", {
      requests: words("Which.", "all", "off", "failed", "refused"),
      to: words("Where to.", "stderr", "stdout"),
    }),
    tracing: section("Spans to an OpenTelemetry collector, by OTLP over HTTP.", {
      url: text("The collector's whole address, as http://127.0.0.1:4318/v1/traces."),
      headers: named("For the collector; values are secrets.", { type: "string" }),
      serviceName: text("As it is to be found.", "erpgate"),
      sampleRatio: {
        description: "How many of the traces that begin here are kept, 0 to 1.",
        default: 1,
        type: "number",
        minimum: 0,
        maximum: 1,
      },
    }),
    limits,
  }),
  // A section with nothing in it takes every default.
  type: ["object", "null"],
};
