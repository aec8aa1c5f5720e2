import type { Finding } from "./finding.ts";

export const prophet21Url: readonly Finding[] = [
  {
    id: "prophet21/redirect-dropped-bearer",
    layer: "url",
    auth: true,
    certainty: "observed",
    title: "A redirect took the bearer token away",
    cause:
      "`/api/ui/router/v1?urlType=external`, without a slash before the question mark, is answered with 307. .NET's HttpClient drops Authorization on any redirect, fetch when host, port or scheme changes; the second request arrives without it.",
    fix: [
      "Call `/api/ui/router/v1/?urlType=external`, with the slash.",
      "Follow no redirect with credentials: correct the address instead.",
      "If Location names an internal host, have the proxy rewrite it.",
    ],
  },
  {
    id: "prophet21/token-endpoint-wrong",
    layer: "url",
    auth: true,
    certainty: "documented",
    title: "This is not Prophet 21's token address, or not its API host",
    cause:
      "Tokens come from POST `/api/security/token/v2`, or the older `/api/security/token`, on the API host. `/oauth/token`, `/connect/token`, `/api/token`, the UI server and the browser's host give none.",
    fix: [
      'Set the option "url" to the API host alone; erpgate adds the token address.',
      "By hand, POST (not GET) to `https://{api host}/api/security/token/v2`.",
      "Hosted tenants often have one name for the browser and another for the API: ask for the latter.",
    ],
  },
  {
    id: "prophet21/missing-trailing-slash",
    layer: "url",
    auth: true,
    certainty: "observed",
    title: "An address without its final slash is redirected",
    cause:
      "The router and several REST families exist with a final slash only; without it the server answers 307 and a page of HTML.",
    fix: ["Put the slash before the query string.", "Do not follow the redirect with credentials."],
  },
];
