/** The checks in the order of the way in; the last two look beyond it. */
export const checkNames = [
  "proxy",
  "dns",
  "tcp",
  "tls",
  "http",
  "url",
  "api-key",
  "credentials",
  "token",
  "session",
  "scope",
  "permission",
  "licence",
  "server",
  "clock",
  "account",
  "configuration",
] as const;

export type CheckName = (typeof checkNames)[number];

/** What each check is about, for a list. */
export const checkSubjects: Readonly<Record<CheckName, string>> = {
  proxy: "the outgoing proxy: set, reachable, and letting this host through",
  dns: "the host's name, and private addresses behind a public name",
  tcp: "a connection to each address and port",
  tls: "the certificate chain as served, the name in it, its dates, the protocol, the trust store",
  http: "an answer of the ERP's, and not of something in front of it",
  url: "instance, API version and company in the address",
  "api-key": "Kinetic's API key, or Prophet 21's consumer key",
  credentials: "user and password, or the application's secret",
  token: "a token, how long it is good for, and whether the ERP takes it",
  session: "sessions: opened and ended only when asked to",
  scope: "what the key may reach",
  permission: "one row of what the integration reads",
  licence: "a licence for the calls, and of which type",
  server: "the server's state and version",
  clock: "this machine's clock against the server's",
  account: "the account: password age, rights beyond need, companies, default site",
  configuration: "where each setting comes from, and secrets that are older or weaker than they should be",
};
