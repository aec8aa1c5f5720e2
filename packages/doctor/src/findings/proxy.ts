import type { Finding } from "./finding.ts";

export const proxy: readonly Finding[] = [
  {
    id: "proxy/html-answer",
    layer: "proxy",
    auth: true,
    certainty: "claimed",
    title: "A web page came where the API should answer",
    cause:
      "Reported senders are a login page, a captive portal, a single sign-on gateway, a firewall or an error page: something else than the ERP answered.",
    fix: [
      "Open the same address in a browser and see who answers; that confirms it.",
      "Let the API's path past the sign-on page or firewall rule.",
      "Check Content-Type before you parse.",
    ],
  },
  {
    id: "proxy/header-stripped",
    layer: "proxy",
    auth: true,
    certainty: "claimed",
    title: "Something on the way removed a header that you sent",
    cause:
      "Reverse proxies and gateways are reported to drop Authorization or `x-api-key`, to forward known names only, to drop names with an underscore, or to mind letter case. Over HTTP/2 every name is in lower case.",
    fix: [
      "Compare what the client sent with what the log of the proxy or server received.",
      "Call the server directly once, to confirm.",
      "Have the proxy pass Authorization and `x-api-key` on.",
      'Send `x-api-key` in lower case with hyphens; if the proxy insists on another name, erpgate\'s option "apiKeyHeader" sets it.',
    ],
  },
  {
    id: "proxy/auth-required",
    layer: "proxy",
    auth: true,
    certainty: "documented",
    title: "The outgoing proxy wants a login of its own",
    cause: "A company proxy between you and the server asks for credentials; the ERP was not reached.",
    fix: [
      "Put the proxy's login into the client's proxy settings.",
      "Or have the ERP's host exempted.",
      "Leave the ERP's credentials alone.",
    ],
  },
  {
    id: "proxy/tls-intercepted",
    layer: "proxy",
    auth: true,
    certainty: "inferred",
    title: "A security product probably re-signs the TLS connection",
    cause:
      "An inspecting product (Zscaler, Netskope, Fortinet, Palo Alto, Blue Coat, an antivirus) likely shows its own certificate, which clients with a trust store of their own refuse.",
    fix: ["Give the client the product's root certificate.", "Or have the ERP's host exempted from inspection."],
  },
  {
    id: "proxy/gateway-error",
    layer: "proxy",
    auth: true,
    certainty: "documented",
    title: "The proxy or load balancer got no answer from the ERP",
    cause: "The ERP is down, restarting or too slow, or the proxy's own connection to it fails.",
    fix: [
      "Look at the proxy's log and at the ERP's health.",
      "Try the ERP directly.",
      "Try again later; the credentials play no part.",
    ],
  },
  {
    id: "proxy/unmatched-route-401",
    layer: "proxy",
    auth: true,
    certainty: "claimed",
    title: "A reverse proxy answers 401 for a route it does not know",
    cause:
      "Some proxies are reported to challenge whatever they have no rule for, so a wrong path looks like a bad login.",
    fix: [
      "Compare the path with one that works.",
      "Ask for the proxy's list of published routes.",
      "Try the same path inside the network; a different answer confirms it.",
    ],
  },
];
