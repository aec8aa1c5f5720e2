import type { Evidence } from "../evidence/evidence.ts";
import { said, surest, when, type Rule, type Sighting } from "./rule.ts";

const SWITCHED_OFF = /continuing anyway/i;
const IN_CHAIN =
  /SELF_SIGNED_CERT_IN_CHAIN|self[- ]signed certificate in (?:the )?(?:certificate )?chain|verify error:num=19|\berror 19\b/i;
const LEAF_ONLY =
  /UNABLE_TO_VERIFY_LEAF_SIGNATURE|unable to verify the first certificate|verify error:num=21|verify return code: 21|\bPartialChain\b|\berror 21\b|CERT_E_CHAINING|0x800B010A|incomplete (?:certificate )?chain|chain issues?\W{1,4}incomplete/i;
const UNKNOWN_ROOT =
  /ORA-29024|PEER_CERT_UNTRUSTED|SEC_INVALID_CA|INTERNET_INVALID_CA|certificate authority is invalid|UNABLE_TO_GET_ISSUER_CERT(?!_LOCALLY)\b|\bUntrustedRoot\b|SEC_E_UNTRUSTED_ROOT|0x80090325|CERT_E_UNTRUSTEDROOT|0x800B0109|0x80072F0D|signed by unknown authority|PKIX path building failed|unable to find valid certification path|ERR_CERT_AUTHORITY_INVALID|SEC_ERROR_UNKNOWN_ISSUER|issued by an authority that is not trusted|unknown ca\b(?! \(560\))|UnknownIssuer|trust anchor for certification path not found|not trusted by|issued by an untrusted certificate authority|alert code is 4[68]\b|CERT_TRUST_IS_UNTRUSTED_ROOT|certificate for this server is invalid/i;
const ERROR_20 =
  /unable to locally verify the issuer's authority|unable to get (?:local )?issuer certificate|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|verify error:num=20/i;
const DOTNET_TRUST =
  /could not establish trust relationship|remote certificate (?:is|was) (?:invalid|rejected)[^.]{0,60}validation procedure|RemoteCertificateChainErrors|certificate was rejected by the provided|relation d.approbation/i;
const ANY_TRUST = new RegExp(
  [IN_CHAIN, LEAF_ONLY, UNKNOWN_ROOT, ERROR_20, DOTNET_TRUST]
    .map(({ source }) => source)
    .concat("self[- ]signed certificate", "certificate verify failed")
    .join("|"),
  "i",
);
const INSPECTORS =
  /zscaler|netskope|forti(?:net|gate|guard|web)|palo ?alto|blue ?coat|symantec web|check ?point|cisco umbrella|opendns|mcafee|trellix|skyhigh|kaspersky|\beset\b|avast|\bavg\b|bitdefender|sophos|websense|forcepoint|barracuda|\biboss\b|mitmproxy|charles proxy|fiddler|burp|sonicwall|watchguard|untangle|trend micro|lightspeed|securly|cato networks|prisma access|menlo/i;

/** Subject and issuer of the certificates that a listing shows, leaf first. */
function listed(text: string): readonly { readonly subject: string; readonly issuer: string }[] {
  const pairs = text.matchAll(
    /(?:\bs:|subject(?: name)?\s?[:=])\s?(.{1,300}?)[\s*;]{1,6}(?:i:|issuer(?: name)?\s?[:=])\s?(.{1,300}?)(?=\s(?:\d+ s:|---|\*|a:|v:|subject|-----|expire|verify|$)|$)/gi,
  );
  return Array.from(pairs, ([, subject = "", issuer = ""]) => ({ subject: subject.trim(), issuer: issuer.trim() }));
}

function selfSigned({ trouble, remarks }: Evidence): Sighting | undefined {
  if (SWITCHED_OFF.test(trouble)) return undefined;
  const words = IN_CHAIN.test(trouble)
    ? undefined
    : said(
        trouble,
        /DEPTH_ZERO_SELF_SIGNED_CERT|self[- ]signed certificate(?! in )|verify error:num=18|verify return code: 18|\bSELF_SIGNED_CERT\b/i,
        0.95,
      );
  const [leaf, ...others] = listed(remarks);
  const own = leaf !== undefined && others.length === 0 && leaf.subject === leaf.issuer && ANY_TRUST.test(trouble);
  return surest(words, when(own, 0.93, "the certificate's subject is its issuer"));
}

function incomplete({ trouble, remarks }: Evidence): Sighting | undefined {
  if (SWITCHED_OFF.test(trouble)) return undefined;
  const chain = listed(remarks);
  const [leaf] = chain;
  const alone =
    chain.length === 1 &&
    leaf !== undefined &&
    leaf.subject !== leaf.issuer &&
    (ERROR_20.test(trouble) || LEAF_ONLY.test(trouble));
  const ambiguous = chain.length > 1 ? undefined : said(trouble, ERROR_20, 0.62);
  return surest(
    said(trouble, LEAF_ONLY, 0.94),
    when(alone, 0.93, "the server sends one certificate, which is not its own issuer"),
    ambiguous,
  );
}

function privateRoot({ trouble, remarks }: Evidence): Sighting | undefined {
  if (SWITCHED_OFF.test(trouble)) return undefined;
  const chain = listed(remarks);
  return surest(
    said(trouble, IN_CHAIN, 0.95),
    said(trouble, UNKNOWN_ROOT, 0.93),
    when(
      chain.length > 1 && ERROR_20.test(trouble),
      0.9,
      "intermediates are sent, and the issuer at the end is not known",
    ),
    said(trouble, ERROR_20, 0.64),
    said(trouble, DOTNET_TRUST, 0.72),
  );
}

/** The same address is trusted for a person and not for the account that the service runs under. */
function otherAccount({ trouble, remarks }: Evidence): Sighting | undefined {
  const account =
    /\bwindows service\b|\bsql (?:server )?agent\b|\bruns? (?:as|under) \S{1,40}\\\S{1,40}|\b(?:svc|service)[-_]\w+|\bservice account\b|\bas (?:a |the )?service\b|scheduled task|task scheduler|\bapp(?:lication)? ?pool\b|IIS APPPOOL|\bin IIS\b|w3wp|PoolIdentity|NetworkService|LocalSystem|NT AUTHORITY|\bSYSTEM\b|local system|\bgMSA\b|\bcron\b|\bsystemd\b|service runs|\bdaemon\b/i.test(
      remarks,
    );
  const works =
    /\b(?:browser|chrome|edge|interactive(?:ly)?|by hand|manually|my(?:self| own)?|logged (?:on|in)|log on|signed in|console|as (?:an? )?(?:admin|user)|same (?:machine|server|exe|program))\b/i.test(
      remarks,
    ) &&
    /\b(?:works?|worked|ok|fine|no (?:error|warning|problem)|succeeds?|trusted|green|without (?:an?y? )?(?:error|warning|problem|complaint)s?)\b/i.test(
      remarks,
    );
  return when(
    ANY_TRUST.test(trouble) && account && works,
    0.92,
    "trust fails under a service account, and the same address works for a person",
  );
}

const EXPIRED =
  /CERT_HAS_EXPIRED|SEC_CERT_DATE_INVALID|date in the certificate is invalid|certificate (?:has )?expired(?! or is not yet valid)|certificate (?:has )?expired or is not yet valid:[^"]{0,80}\bis after\b|verify error:num=10\b|0x80072F05|SEC_E_CERT_EXPIRED|0x80090328|CERT_E_EXPIRED|0x800B0101|CertificateExpiredException|NotAfter: |certificate received from the remote server has (?:either )?expired|ERR_CERT_DATE_INVALID|SEC_ERROR_EXPIRED|validity check failed|InvalidCertificate\(Expired|peer certificate: Expired|\bNotTimeValid\b/i;
const TOO_EARLY =
  /CERT_NOT_YET_VALID|certificate is not yet valid|verify error:num=9\b|CertificateNotYetValidException|InvalidCertificate\(NotValidYet|peer certificate: NotValidYet|expired or is not yet valid:[^"]{0,80}\bis before\b|certificate\b[^.]{0,30}\bnot (?:yet )?valid (?:before|until)/i;

export const tls: readonly Rule[] = [
  { id: "tls/self-signed", yieldsTo: ["proxy/tls-intercepted", "tls/trust-store-scope"], look: selfSigned },
  { id: "tls/chain-incomplete", yieldsTo: ["proxy/tls-intercepted", "tls/trust-store-scope"], look: incomplete },
  {
    id: "tls/private-ca-untrusted",
    yieldsTo: [
      "proxy/tls-intercepted",
      "tls/trust-store-scope",
      "tls/self-signed",
      "tls/hostname-mismatch",
      "tls/expired",
      "tls/not-yet-valid",
    ],
    look: privateRoot,
  },
  {
    id: "tls/hostname-mismatch",
    yieldsTo: ["proxy/tls-intercepted"],
    look: ({ trouble }) =>
      said(
        trouble,
        /ERR_TLS_CERT_ALTNAME_INVALID|SEC_CERT_CN_INVALID|host name in the certificate is (?:invalid|wrong)|IP address mismatch|no (?:alternative certificate subject|certificate subject alternative) name matches|hostname mismatch|RemoteCertificateNameMismatch|certificate is (?:not )?valid for [^,]{1,200}, not |SEC_E_WRONG_PRINCIPAL|0x80072F06|0x80090322|hostname\b.{1,200}\bnot verified|does ?n[o']t match (?:the )?(?:certificate|cert's|target host)|no subject alternative (?:dns )?names?|no name matching .{1,100} found|ERR_CERT_COMMON_NAME_INVALID|SSL_ERROR_BAD_CERT_DOMAIN|certificate subject name .{1,160} does not match|is not cert's CN|certificate is not valid for (?:the )?(?:name|host|any)|doesn't match any of|cannot validate certificate for [^"\n]{1,120} because it doesn't contain any IP SANs|target principal name is incorrect|CertificateException: No subject|does not contain the expected name|host ?name verification (?:has )?failed|InvalidCertificate\(NotValidForName|certificate: NotValidForName|cert(?:ificate)? not valid for name/i,
        0.95,
      ),
  },
  {
    id: "tls/expired",
    yieldsTo: ["client/clock-skew", "tls/not-yet-valid"],
    look: ({ trouble }) => (SWITCHED_OFF.test(trouble) ? undefined : said(trouble, EXPIRED, 0.94)),
  },
  { id: "tls/not-yet-valid", yieldsTo: ["client/clock-skew"], look: ({ trouble }) => said(trouble, TOO_EARLY, 0.95) },
  {
    id: "tls/protocol-too-old",
    yieldsTo: ["tls/plain-http-on-tls-port"],
    look: ({ trouble }) =>
      said(
        trouble,
        /could not create SSL\/TLS secure channel|alert protocol[_ ]version|TLS alert: '?(?:ProtocolVersion|HandshakeFailure|InsufficientSecurity)|unsupported protocol|fatal alert: (?:protocol_version|handshake_failure|insufficient_security)|handshake failure|SSLV3_ALERT_HANDSHAKE_FAILURE|unexpected error occurred on a send|0x80072F8F|unsafe legacy renegotiation|legacy sigalg|SEC_E_ALGORITHM_MISMATCH|0x80090331|SEC_E_UNSUPPORTED_FUNCTION|no protocols available|no appropriate protocol|VERSION_OR_CIPHER_MISMATCH|SSL_ERROR_UNSUPPORTED_VERSION|no cipher(?:s)? (?:match|available|suites? in common)|no shared cipher|NO_CYPHER_OVERLAP|alert number (?:40|70|71)\b|no cipher suites in common|(?:dh|ee|ca) key too small|ca md too weak|client and server cannot communicate|do not possess a common algorithm|inappropriate fallback|protocol version not supported|TLSV1_ALERT_PROTOCOL_VERSION|tls: (?:server selected unsupported protocol|protocol version not supported)|none of the cipher suites supported by the client|creating a (?:TLS|SSL) client credential|protocol version \S{1,12} is not accepted|0x80072F7D|secure channel support|alert code is (?:40|70|71)\b/i,
        0.93,
      ),
  },
  {
    id: "tls/plain-http-on-tls-port",
    look: ({ trouble }) =>
      said(
        trouble,
        /wrong[_ ]version[_ ]number|unrecognized ssl message|plaintext connection\?|does not look like a TLS handshake|server gave HTTP response to HTTPS client|plain HTTP request was sent to (?:an )?HTTPS port|SSL routines[^.]{0,60}:http request|HTTP request to an HTTPS server|corrupted frame was received|RX_RECORD_TOO_LONG|ERR_SSL_PROTOCOL_ERROR|packet length too long|Not an SSL\/TLS record|speaking plain HTTP to an SSL/i,
        0.95,
      ),
  },
  {
    id: "tls/revocation-unavailable",
    look: ({ trouble }) =>
      said(
        trouble,
        /CRYPT_E_NO_REVOCATION_CHECK|unable to get certificate CRL|CRYPT_E_REVOCATION_OFFLINE|SEC_CERT_REV_FAILED|could not determine revocation status|0x8009201[23]|RevocationStatusUnknown|OfflineRevocation|REVOCATION_STATUS_UNKNOWN|(?:revocation (?:function|server|status|check)\b[^.]{0,50}\b(?:unable|offline|could not|unavailable|unknown|failed))/i,
        0.95,
      ),
  },
  { id: "tls/trust-store-scope", look: otherAccount },
  {
    id: "tls/pin-mismatch",
    look: ({ trouble }) =>
      said(
        trouble,
        /TLS_PIN_MISMATCH|none of those in tls\.pinSha256|SSL_PINNED_?PUBKEY_?NOT_?MATCH|(?:public key|certificate|fingerprint)\b[^.{}]{0,30}\b(?:does|do|did) ?n[o']t match (?:the )?pinned|curl: \(90\)|pinned (?:public )?key (?:does not match|mismatch)|certificate pinning failure|pin(?:ning)? (?:verification|validation|check) failed|fingerprints did not match|ServerFingerprintMismatch|PINNED_KEY_NOT_IN_CERT_CHAIN/i,
        0.95,
      ),
  },
];

/** An inspection product's name beside a failure of trust. */
export function intercepted({ trouble, remarks }: Evidence): Sighting | undefined {
  return ANY_TRUST.test(trouble)
    ? said(remarks, INSPECTORS, 0.96, "trust fails, and the issuer is an inspection product")
    : undefined;
}
