import type { Finding } from "./finding.ts";

export const tls: readonly Finding[] = [
  {
    id: "tls/self-signed",
    layer: "tls",
    auth: true,
    certainty: "observed",
    title: "The server shows a self-signed certificate",
    cause: "The certificate is its own issuer and is not trusted by this client. Usual on test servers.",
    fix: [
      "Give the client that certificate as trusted: a CA file, NODE_EXTRA_CA_CERTS, or Trusted Root of the Windows account that runs it.",
      "Better, let the server use a certificate of a CA you trust.",
      "Never switch the check off in production.",
    ],
  },
  {
    id: "tls/chain-incomplete",
    layer: "tls",
    auth: true,
    certainty: "observed",
    title: "The server does not send its intermediate certificate",
    cause:
      "Only the server's own certificate arrives. A browser may know or fetch the intermediate; other clients cannot build the chain.",
    fix: [
      "On the server install the full chain, own certificate and intermediates, and bind it again.",
      "Until then give the client a file with intermediate and root.",
      "Check with `openssl s_client -showcerts`.",
    ],
  },
  {
    id: "tls/private-ca-untrusted",
    layer: "tls",
    auth: true,
    certainty: "observed",
    title: "The certificate comes from a private CA that this client does not trust",
    cause:
      "A company CA issued it, and its root is not in the store this client reads. Node, Python and Java each read their own.",
    fix: [
      "Export the root and intermediates and give them to the client: NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, a Java truststore, or the Windows Local Machine store.",
      "Do not switch the check off.",
    ],
  },
  {
    id: "tls/hostname-mismatch",
    layer: "tls",
    auth: true,
    certainty: "observed",
    title: "The certificate is for another host name",
    cause: "The name in your URL, be it short, an alias or an IP address, is not among the certificate's names.",
    fix: [
      'Use a name that the certificate lists, in the option "url".',
      "Or have a certificate issued for the name you call.",
      "Do not call by IP address.",
    ],
  },
  {
    id: "tls/expired",
    layer: "tls",
    auth: true,
    certainty: "observed",
    title: "The certificate has expired",
    cause: "The server's certificate or an intermediate is past its end date, or this client's clock is far ahead.",
    fix: [
      "Renew, bind the new certificate (IIS Manager > Bindings) and recycle.",
      "If a single machine complains, look at its date.",
    ],
  },
  {
    id: "tls/not-yet-valid",
    layer: "tls",
    auth: true,
    certainty: "observed",
    title: "The certificate is not valid yet",
    cause: "It was installed before its start date or, more often, this client's clock is behind.",
    fix: ["Look at the client's clock first.", "Otherwise bind the certificate that is valid today."],
  },
  {
    id: "tls/protocol-too-old",
    layer: "tls",
    auth: true,
    certainty: "observed",
    title: "Client and server have no TLS version or cipher in common",
    cause:
      "An old .NET Framework or Windows offers TLS 1.0 only, an old server takes nothing newer, or its signature or key is weaker than the client allows.",
    fix: [
      "Client: .NET Framework 4.6.2 or later with SystemDefaultTlsVersions and SchUseStrongCrypto, or SecurityProtocol = Tls12.",
      "Server: enable TLS 1.2 or newer in Schannel.",
      "Do not lower the client's security level for good.",
    ],
  },
  {
    id: "tls/plain-http-on-tls-port",
    layer: "tls",
    auth: true,
    certainty: "observed",
    title: "TLS was spoken to a port of plain HTTP, or the reverse",
    cause:
      "`https://` goes with an HTTP port, `http://` with a TLS port, or a proxy is named as `https://` though it speaks `http://`.",
    fix: [
      'Check scheme and port in the option "url" together (https: 443, 8443, 3443 or custom).',
      "For a proxy write `http://proxy:port` into HTTPS_PROXY.",
    ],
  },
  {
    id: "tls/revocation-unavailable",
    layer: "tls",
    auth: true,
    certainty: "documented",
    title: "Windows could not check whether the certificate is revoked",
    cause: "Schannel insists on the CRL or OCSP server, and the network does not let it out. Usual with a company CA.",
    fix: [
      "Let the client reach the CRL and OCSP addresses in the certificate.",
      "While testing with curl for Windows: `--ssl-revoke-best-effort`.",
    ],
  },
  {
    id: "tls/trust-store-scope",
    layer: "tls",
    auth: true,
    certainty: "claimed",
    title: "The CA is trusted for a person, not for the service account",
    cause:
      "It is reported that the root was imported into Current User while a Windows service, scheduled task or IIS pool looks in Local Machine. Node, Python and Java look in neither.",
    fix: [
      "`certlm.msc` > Trusted Root Certification Authorities: import it there.",
      "For Node, Python and Java set their own CA file.",
      "To confirm, run the same call as that account and as yourself.",
    ],
  },
  {
    id: "tls/pin-mismatch",
    layer: "tls",
    auth: true,
    certainty: "observed",
    title: "The server's certificate is none of those that the client pins",
    cause:
      "It is good in every other respect, so either it was renewed, or somebody on the way shows one of their own that this computer trusts.",
    fix: [
      "Ask the server's administrator whether it was renewed, and have the new fingerprint read out to you.",
      "Only if it is the one that the server shows: add it to tls.pinSha256 (curl: `--pinnedpubkey`), and take the old one out when no server shows it any more.",
      "Before the next renewal pin the next certificate, or the key that it keeps.",
    ],
  },
];
