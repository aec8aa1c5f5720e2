import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../src/index.ts";

/** What tools of many languages say when a connection fails, one line each. */
const TEXTS: readonly (readonly [id: string, text: string])[] = [
  ["network/refused", "curl: (7) Failed to connect to erp.example.com port 443 after 3 ms: Couldn't connect to server"],
  [
    "network/timeout",
    "curl: (7) Failed to connect to erp.example.com port 443 after 130012 ms: Couldn't connect to server",
  ],
  ["network/timeout", "curl: (28) Failed to connect to erp.example.com port 443 after 21040 ms: Timed out"],
  [
    "network/refused",
    "Failed to connect to erp.example.com/10.0.0.4:443\nCaused by: java.net.ConnectException: Connection refused (Connection refused)",
  ],
  ["network/refused", "msxml3.dll error '80072efd' A connection with the server could not be established"],
  ["network/dns-not-found", "msxml6.dll: The server name or address could not be resolved (12007)"],
  ["network/timeout", "WinHttp.WinHttpRequest: The operation timed out"],
  ["network/reset", "The connection with the server was terminated abnormally (WinHttp)"],
  [
    "tls/hostname-mismatch",
    "The host name in the certificate is invalid or does not match\nERROR_INTERNET_SEC_CERT_CN_INVALID",
  ],
  ["tls/expired", "The date in the certificate is invalid or has expired"],
  ["tls/private-ca-untrusted", "The certificate authority is invalid or incorrect (12045) winhttp"],
  [
    "tls/expired",
    "javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed",
  ],
  [
    "tls/revocation-unavailable",
    "PKIX path validation failed: java.security.cert.CertPathValidatorException: Could not determine revocation status",
  ],
  ["tls/protocol-too-old", "javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure"],
  [
    "tls/protocol-too-old",
    "ssl.SSLError: [SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED] unsafe legacy renegotiation disabled (_ssl.c:1000)",
  ],
  ["tls/protocol-too-old", "ssl.SSLError: [SSL: DH_KEY_TOO_SMALL] dh key too small (_ssl.c:1007)"],
  [
    "tls/protocol-too-old",
    "Error: write EPROTO 140283:error:0A000102:SSL routines:ssl_choose_client_version:unsupported protocol",
  ],
  ["tls/protocol-too-old", "Authentication failed because the remote party sent a TLS alert: 'ProtocolVersion'."],
  ["tls/protocol-too-old", "Authentication failed because the remote party sent a TLS alert: 'HandshakeFailure'."],
  ["network/reset", "Received an unexpected EOF or 0 bytes from the transport stream."],
  ["network/reset", "java.io.EOFException: SSL peer shut down incorrectly"],
  ["network/reset", "javax.net.ssl.SSLException: Connection reset"],
  ["network/timeout", "java.net.SocketTimeoutException: connect timed out"],
  ["network/dns-not-found", "java.net.UnknownHostException: erp.example.com: Temporary failure in name resolution"],
  [
    "network/dns-not-found",
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='erp', port=443): Max retries exceeded with url: /ERP/api/v1/ (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno -2] Name or service not known'))",
  ],
  [
    "network/refused",
    "HTTPSConnectionPool(host='erp', port=443): Max retries exceeded with url: /ERP/api/v1/ (Caused by NewConnectionError(': Failed to establish a new connection: [Errno 111] Connection refused'))",
  ],
  ["network/refused", "[WinError 10061] No connection could be made because the target machine actively refused it"],
  [
    "network/timeout",
    "[WinError 10060] A connection attempt failed because the connected party did not properly respond",
  ],
  ["network/reset", "[WinError 10054] An existing connection was forcibly closed by the remote host"],
  ["network/reset", "[WinError 10053] An established connection was aborted by the software in your host machine"],
  [
    "network/timeout",
    "aiohttp.client_exceptions.ServerTimeoutError: Connection timeout to host https://erp.example.com/ERP11PROD/api/v1",
  ],
  ["network/timeout", "httpx.ConnectTimeout: timed out"],
  ["network/timeout", "httpx.ReadTimeout: The read operation timed out"],
  ["network/dns-not-found", "dial tcp: lookup erp.example.com on 10.0.0.2:53: no such host"],
  ["network/timeout", "dial tcp 10.0.0.4:443: i/o timeout"],
  ["network/timeout", "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"],
  ["network/refused", "dial tcp 10.0.0.4:443: connect: connection refused"],
  [
    "network/dns-not-found",
    "tcp connect error: dns error: failed to lookup address information: Name or service not known",
  ],
  ["network/refused", "error trying to connect: tcp connect error: Connection refused (os error 111)"],
  [
    "network/dns-not-found",
    "SocketError: Failed to open TCP connection to erp:443 (getaddrinfo: nodename nor servname provided, or not known)",
  ],
  ["network/timeout", "Net::OpenTimeout: execution expired"],
  ["network/timeout", "Net::ReadTimeout with #<TCPSocket:(closed)>"],
  ["network/dns-not-found", "curl: (5) Could not resolve proxy: proxy.corp.local"],
  ["proxy/auth-required", 'Unable to tunnel through proxy. Proxy returns "HTTP/1.1 407 Proxy Authentication Required"'],
  ["proxy/auth-required", "The remote server returned an error: (407) Proxy Authentication Required."],
  ["proxy/auth-required", "OSError: Tunnel connection failed: 407 authenticationrequired"],
  ["tls/self-signed", "SSL certificate problem: self-signed certificate"],
  ["tls/private-ca-untrusted", "SSL certificate problem: self-signed certificate in certificate chain"],
  ["tls/hostname-mismatch", "SSL: no alternative certificate subject name matches target host name 'erp'"],
  [
    "tls/hostname-mismatch",
    "SSLCertVerificationError(1, \"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: IP address mismatch, certificate is not valid for '10.0.0.4'.",
  ],
  [
    "tls/private-ca-untrusted",
    "sun.security.validator.ValidatorException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
  ],
  ["tls/plain-http-on-tls-port", "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1129)"],
  ["tls/plain-http-on-tls-port", "javax.net.ssl.SSLException: Unsupported or unrecognized SSL message"],
  ["tls/plain-http-on-tls-port", "Cannot determine the frame size or a corrupted frame was received."],
  ["tls/plain-http-on-tls-port", "400 The plain HTTP request was sent to HTTPS port\nnginx"],
  [
    "tls/revocation-unavailable",
    "schannel: next InitializeSecurityContext failed: CRYPT_E_NO_REVOCATION_CHECK (0x80092012) - The revocation function was unable to check revocation for the certificate.",
  ],
  ["tls/revocation-unavailable", "schannel: next InitializeSecurityContext failed: Unknown error (0x80092013)"],
  ["tls/private-ca-untrusted", "schannel: SEC_E_UNTRUSTED_ROOT (0x80090325)"],
  ["tls/not-yet-valid", "SSL certificate problem: certificate is not yet valid"],
  [
    "tls/private-ca-untrusted",
    "The SSL connection could not be established, see inner exception. The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot",
  ],
  [
    "tls/hostname-mismatch",
    "The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch",
  ],
  ["tls/expired", "The remote certificate is invalid because of errors in the certificate chain: NotTimeValid"],
  ["client/key-whitespace", "ValueError: Invalid header value b'abcdef\\\n'"],
  ["client/key-whitespace", "System.FormatException: New-line characters are not allowed in header values."],
  ["client/key-whitespace", 'TypeError [ERR_INVALID_CHAR]: Invalid character in header content ["x-api-key"]'],
  [
    "client/key-whitespace",
    "requests.exceptions.InvalidHeader: Invalid leading whitespace, reserved character(s), or return character(s) in header value: ' abc'",
  ],
  [
    "client/tls-verification-disabled",
    "InsecureRequestWarning: Unverified HTTPS request is being made to host 'erp.example.com'.",
  ],
  [
    "client/timer-overflow",
    "(node:881) TimeoutOverflowWarning: 630720000000 does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.",
  ],
  ["prophet21/length-required", "HTTP Error 411. The request must be chunked or have a content length."],
  ["proxy/gateway-error", "502 - Web server received an invalid response while acting as a gateway or proxy server."],
  ["proxy/gateway-error", "<h1>504 Gateway Time-out</h1>"],
  [
    "proxy/gateway-error",
    "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
  ],
  ["proxy/gateway-error", "Error 522 Connection timed out cloudflare Ray ID: 8a9"],
  ["kinetic/app-pool-identity", "Service Unavailable\nHTTP Error 503. The service is unavailable."],
  ["kinetic/app-pool-identity", "Login failed for user 'CORP\\ERPAPP01$'."],
  [
    "kinetic/server-not-ready",
    '{"HttpStatus":503,"ReasonPhrase":"REST API Exception","ErrorMessage":"Server is not ready. Conversions are pending.","ErrorType":"Ice.ConversionsPendingException"}',
  ],
];

for (const [id, text] of TEXTS)
  test(`${id} in ${JSON.stringify(text.slice(0, 60))}`, () => {
    assert.equal(explain(text).findings[0]?.id, id);
  });

test("numbers are read where their tool is named, and nowhere else", () => {
  assert.equal(explain("curl https://erp.example.com/ERP\nexit code 6").findings[0]?.id, "network/dns-not-found");
  assert.equal(explain("ServerXMLHTTP: error 12007").findings[0]?.id, "network/dns-not-found");
  assert.equal(explain("NSURLErrorDomain Code=-1003").findings[0]?.id, "network/dns-not-found");
  assert.deepEqual(explain("part 12007, exit code 6 of the press, quantity -1003").findings, []);
});

test("a cause that the writer rules out is no sign of it", () => {
  const refusal = '{"HttpStatus":401,"ErrorMessage":"Invalid username or password."}';
  for (const remark of [
    "The account is not locked and not disabled.",
    "It is not the proxy, it is not a timeout.",
    "There is no proxy and the password has not expired.",
  ])
    assert.equal(explain(`${remark}\n${refusal}`).findings[0]?.id, "kinetic/credentials-invalid", remark);
  assert.equal(explain("Kinetic 401: the account is locked").findings[0]?.id, "kinetic/account-unusable");
});
