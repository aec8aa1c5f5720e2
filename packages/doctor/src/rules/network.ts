import { said, surest, type Rule } from "./rule.ts";

const LATER = ["proxy/gateway-error", "proxy/auth-required", "kinetic/app-pool-identity"] as const;

/** libcurl says no more than this where it was refused or nobody answered: how long it took tells them apart. */
const NO_CONNECTION =
  /failed to connect to \S{1,200} port \d+(?! after \d{4,} ms)|could(?: not|n't) connect to (?:the )?server/i;
const AT_ONCE = /failed to connect to \S{1,200} port \d+ after \d{1,3} ms/i;
const AFTER_LONG = /failed to connect to \S{1,200} port \d+ after \d{5,} ms/i;

export const network: readonly Rule[] = [
  {
    id: "network/dns-not-found",
    look: ({ trouble }) =>
      said(
        trouble,
        /NIEHOST_UNKNOWN|HOST_UNKNOWN\b|non-?existent domain|\*\*\* [^\n]{1,120}can(?:'|no)t find|server can't find|could(?: not|n't) resolve proxy|server name or address could not be resolved|\b80072ee7\b|ERROR_(?:WINHTTP|INTERNET)_NAME_NOT_RESOLVED|WSANO_DATA|\bENOTFOUND\b|\bEAI_AGAIN\b|\bEAI_NONAME\b|could not resolve host|couldn't resolve host|name or service not known|no such host|nodename nor servname|remote name could not be resolved|UnknownHostException|0x80072EE7|failed to resolve|NameResolutionError|NameResolutionFailure|temporary failure in name resolution|getaddrinfo failed|WSAHOST_NOT_FOUND|\(11001\)|ERR_NAME_NOT_RESOLVED|DNS_PROBE_FINISHED|NXDOMAIN/i,
        0.95,
      ),
  },
  {
    id: "network/refused",
    yieldsTo: [...LATER],
    look: ({ trouble }) =>
      surest(
        AFTER_LONG.test(trouble) ? undefined : said(trouble, NO_CONNECTION, 0.6),
        said(trouble, AT_ONCE, 0.85),
        said(
          trouble,
          /NIECONN_REFUSED|\b80072efd\b|a connection with the server could not be established|ERROR_(?:WINHTTP|INTERNET)_CANNOT_CONNECT|\bECONNREFUSED\b|connection refused|actively refused|WSAECONNREFUSED|\(10061\)|\b10061\b|ERR_CONNECTION_REFUSED|0x80072EFD|0x274D|unable to connect to the remote server(?!.*(?:10060|respond))/i,
          0.93,
        ),
      ),
  },
  {
    id: "network/timeout",
    yieldsTo: [
      ...LATER,
      "network/refused",
      "network/dns-not-found",
      "prophet21/session-expired",
      "kinetic/session-invalid",
      "kinetic/license-shared-penalty",
    ],
    look: ({ trouble }) =>
      surest(
        said(trouble, AFTER_LONG, 0.85),
        said(
          trouble,
          /socket timeout|ORA-29276|ORA-12535|NIETIMEOUT|execution expired|(?:connected party|host) did not properly respond|\b80072ee2\b|ERROR_(?:WINHTTP|INTERNET)_TIMEOUT|\bE(?:SOCKET)?TIMEDOUT\b|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ECONNABORTED|(?:connection|connect|read|request|operation|handshake|send|response)\b[^.{}]{0,30}\btimed? ?out\b|(?<!session )(?<!session has )timed out|curl: \(28\)|did not properly respond after a period|0x80072EE2|\(10060\)|Connect(?:ion)?Timeout|ReadTimeout|(?:Socket|Http\w*)TimeoutException|TimeoutException|timeout of \d+ ?ms exceeded|HttpClient\.Timeout|i\/o timeout|\btime-?out (?:period )?(?:was )?(?:exceeded|elapsed|expired|reached)|:TIMEOUT\b|context deadline exceeded|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|no route to host|network is unreachable|ERR_CONNECTION_TIMED_OUT|NoRouteToHostException|WinHttpException[^.]{0,20}12002/i,
          0.92,
        ),
      ),
  },
  {
    id: "network/reset",
    yieldsTo: [...LATER, "tls/protocol-too-old", "network/timeout"],
    look: ({ trouble }) =>
      said(
        trouble,
        /remote party has closed the transport stream|peer shut ?down incorrectly|terminated abnormally|expected to be kept alive was closed|connection[^.]{0,30}\baborted by the software|network name is no longer available|ERROR_(?:WINHTTP|INTERNET)_CONNECTION_(?:ERROR|ABORTED|RESET)|\bECONNRESET\b|\bEPIPE\b|connection (?:was |has been )?(?:reset|aborted|closed by (?:the )?(?:remote|peer))|connection reset by peer|recv failure: connection|socket hang up|forcibly closed by the remote host|UND_ERR_SOCKET|other side closed|\(10054\)|ERR_CONNECTION_(?:RESET|CLOSED)|RemoteDisconnected|remote end closed connection|server disconnected|RemoteProtocolError|connection was closed unexpectedly|unexpected(?: end of file| EOF)|empty reply from server|SSL_ERROR_SYSCALL|response ended prematurely|0x80072EFE|0x80072EFF/i,
        0.9,
      ),
  },
];
