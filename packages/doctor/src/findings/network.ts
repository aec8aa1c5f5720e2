import type { Finding } from "./finding.ts";

export const network: readonly Finding[] = [
  {
    id: "network/dns-not-found",
    layer: "dns",
    auth: true,
    certainty: "observed",
    title: "The host name cannot be resolved",
    cause: "It has a typing error, is an internal name used from outside, or the resolver is down.",
    fix: [
      'Run `nslookup` for the host in the option "url", on the machine that calls.',
      "Check VPN and split DNS; hosted systems may publish a private address.",
    ],
  },
  {
    id: "network/refused",
    layer: "tcp",
    auth: true,
    certainty: "observed",
    title: "The host refuses connections on that port",
    cause: "Nothing listens there: the port is wrong, the service is stopped, or a firewall rejects.",
    fix: [
      'Check host and port in the option "url" (443, 8443, 3443 or custom).',
      "See that the site is started and bound to that port.",
    ],
  },
  {
    id: "network/timeout",
    layer: "tcp",
    auth: true,
    certainty: "observed",
    title: "No answer came in time",
    cause:
      "A firewall drops the packets, your address is not on the allow-list (usual for hosted Prophet 21), the name resolves to a private address, or the server is slow.",
    fix: [
      "Test the port from the calling machine and from inside the network.",
      "Have the fixed outgoing address of the caller put on the allow-list.",
      'Tell a connect time-out from a read time-out: the latter is the server\'s slowness, and "timeoutMs" gives it more time.',
    ],
  },
  {
    id: "network/reset",
    layer: "tcp",
    auth: true,
    certainty: "observed",
    title: "The connection was cut",
    cause:
      "A firewall or inspection box closes it, the server's TLS settings make it hang up, or a kept connection had been idle too long.",
    fix: [
      "See at which step it happens: connect, TLS greeting, or after the request.",
      "Try from another network, and with a fresh connection.",
    ],
  },
];
