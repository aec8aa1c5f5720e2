import type { Answer } from "./answer.ts";

/** The statuses that IIS has a page of its own for. */
export const IIS_STATUSES: readonly number[] = [401, 403, 404, 413, 500, 502, 503];

const WORDS: Readonly<Record<number, readonly [title: string, detail: string]>> = {
  401: [
    "401 - Unauthorized: Access is denied due to invalid credentials.",
    "You do not have permission to view this directory or page using the credentials that you supplied.",
  ],
  403: [
    "403 - Forbidden: Access is denied.",
    "You do not have permission to view this directory or page using the credentials that you supplied.",
  ],
  404: [
    "404 - File or directory not found.",
    "The resource you are looking for might have been removed, had its name changed, or is temporarily unavailable.",
  ],
  413: ["413 - Request entity too large.", "The page was not displayed because the request entity is too large."],
  500: [
    "500 - Internal server error.",
    "There is a problem with the resource you are looking for, and it cannot be displayed.",
  ],
  502: [
    "502 - Web server received an invalid response while acting as a gateway or proxy server.",
    "There is a problem with the page you are looking for, and it cannot be displayed. When the Web server (while acting as a gateway or proxy) contacted the upstream content server, it received an invalid response from the content server.",
  ],
};

/** What IIS answers before the ERP has seen the request; a stopped application pool is http.sys's own page. */
export function iisPage(rule: string, status: number): Answer {
  const [title, detail] = WORDS[status] ?? ["", ""];
  const body = status === 503 ? STOPPED_POOL : custom(title, detail);
  const server = status === 503 ? "Microsoft-HTTPAPI/2.0" : "Microsoft-IIS/10.0";
  const headers = { "content-type": "text/html", server, ...(status === 503 ? {} : { "x-powered-by": "ASP.NET" }) };
  return { status, headers, body, rule };
}

const STOPPED_POOL = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">\r
<HTML><HEAD><TITLE>Service Unavailable</TITLE>\r
<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>\r
<BODY><h2>Service Unavailable</h2>\r
<hr><p>HTTP Error 503. The service is unavailable.</p>\r
</BODY></HTML>\r
`;

function custom(title: string, detail: string): string {
  return `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\r
<html xmlns="http://www.w3.org/1999/xhtml">\r
<head>\r
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"/>\r
<title>${title}</title>\r
</head>\r
<body>\r
<div id="header"><h1>Server Error</h1></div>\r
<div id="content">\r
 <div class="content-container"><fieldset>\r
  <h2>${title}</h2>\r
  <h3>${detail}</h3>\r
 </fieldset></div>\r
</div>\r
</body>\r
</html>\r
`;
}
