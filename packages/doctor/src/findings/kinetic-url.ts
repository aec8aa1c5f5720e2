import type { Finding } from "./finding.ts";

export const kineticUrl: readonly Finding[] = [
  {
    id: "kinetic/company-segment-missing",
    layer: "url",
    auth: true,
    certainty: "claimed",
    title: "The v2 address names no company",
    cause:
      "A v2 address carries the company: `/api/v2/odata/{Company}/{Service}/…`, `/api/v2/efx/{Company}/{Library}/{Function}`. Without it the service's name stands where the company should be; 401 and 404 are both reported as answers.",
    fix: [
      'Set the option "company"; by hand, put the company id between `odata` (or `efx`) and the service.',
      "In the CData driver set Company whenever ApiVersion is v2.",
      "CallSettings does not replace the segment.",
    ],
  },
  {
    id: "kinetic/api-version-path-wrong",
    layer: "url",
    auth: true,
    certainty: "claimed",
    title: "The address mixes the forms of v1 and v2",
    cause:
      "The form of v1 is `/api/v1/{Service}/…`, of v2 `/api/v2/odata/{Company}/{Service}/…`; functions are v2 only under `efx`, and a v2 BAQ ends in `/Data`. Other mixtures are reported to give 404, or 401 where a proxy answers for routes it does not know.",
    fix: [
      "Compare with the address that the REST help page of your server shows for the same call (`{instance}/apps/resthelp/`, older `{instance}/api/help/`).",
      "For a v2 BAQ use `/api/v2/odata/{Company}/BaqSvc/{BaqID}/Data`.",
      "Ask for tokens directly under the instance, at `/TokenResource.svc/`, not under `/api`.",
      'With erpgate pass the part after the API root, such as `Erp.BO.CustomerSvc/Customers`, and choose with "apiVersion".',
    ],
  },
  {
    id: "kinetic/instance-path-wrong",
    layer: "url",
    auth: true,
    certainty: "inferred",
    title: "The instance in the address is probably missing or wrong",
    cause:
      "The base address is `https://{host}/{instance}`. Most likely the instance is absent or another one's, so the web server answers by itself and the ERP never sees your call.",
    fix: [
      'Copy the base from the address bar of the Kinetic web client into the option "url".',
      'See whether code that joins paths drops the instance: `new URL("/api/…", base)` does.',
      "In CData, Url is the server and ERPInstance the instance.",
    ],
  },
  {
    id: "kinetic/company-header-mismatch",
    layer: "url",
    auth: true,
    certainty: "claimed",
    title: "CallSettings asks for another company than the URL",
    cause:
      "It is reported that the company in the URL or the query beats the CallSettings header, so the call runs in the URL's company without a word; a header that is not JSON is ignored or refused.",
    fix: [
      'Name one company: in v2 in the URL (erpgate: "company"), with CallSettings carrying only Plant, Language and FormatCulture (erpgate: "plant").',
      'Send CallSettings as one line of JSON, such as `{"Company":"EPIC06","Plant":"MfgSys"}`.',
      "v1 has no company in its URL: there CallSettings does carry it.",
    ],
  },
  {
    id: "kinetic/token-endpoint-slash",
    layer: "url",
    auth: true,
    certainty: "documented",
    title: "TokenResource.svc was called without its final slash",
    cause:
      "Without the slash the server redirects. Many clients then repeat your POST as a GET or drop headers on the way, and no token comes back.",
    fix: [
      'Call `{instance}/TokenResource.svc/`, with the slash. erpgate\'s "token-resource" does.',
      "Switch automatic redirects off while you look for the fault.",
    ],
  },
];
