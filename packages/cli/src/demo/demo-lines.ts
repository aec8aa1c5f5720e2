/** What the lines need to know of the running demo. */
export interface DemoAddresses {
  /** The gateway, no trailing slash. */
  readonly url: string;
  readonly company: string;
  readonly consumer: string;
  readonly key: string;
}

/** One thing to try: a line for any shell, and what it answers. */
export interface DemoLine {
  readonly title: string;
  /** One line that begins with curl and needs nothing before it. */
  readonly line: string;
  /** What comes back; `…` stands for any text in between. */
  readonly answer: string;
}

/**
 * The five things to try. The words stand in single quotes, so that `$`, `?` and `&` are nothing special to sh, bash and
 * zsh; a token is fetched by a line within the line, in double quotes, which all three read alike.
 */
export function demoLines(addresses: DemoAddresses): readonly DemoLine[] {
  const { url, company, consumer, key } = addresses;
  const customers = `'${url}/kinetic/api/v2/odata/${company}/Erp.BO.CustomerSvc/Customers?$select=CustID,Name&$top=2'`;
  const table = (name: string, select: string): string =>
    `'${url}/p21/odataservice/odata/table/${name}?$select=${select}&$top=2'`;
  const p21Token = `curl -sS ${url}/p21/api/security/token/v2 -H 'Accept: application/json' -H 'Content-Type: application/json' -d '{"ClientSecret":"${key}","GrantType":"client_credentials"}'`;
  const oauthToken = `curl -sS ${url}/oauth/token -u '${consumer}:${key}' -d grant_type=client_credentials`;
  const p21Bearer = bearer(p21Token, "AccessToken");
  return [
    {
      title: "A P21 token, in P21's own shape",
      line: `${p21Token} ${END}`,
      answer: '{…"AccessToken":"…","TokenType":"Bearer"…',
    },
    {
      title: "P21 rows with that token",
      line: `curl -sS ${table("supplier", "supplier_id,supplier_name")} -H ${p21Bearer} ${END}`,
      answer: '{…"value":[{…"supplier_id":…,"supplier_name":"…',
    },
    {
      title: "Kinetic v2 rows with x-api-key",
      line: `curl -sS ${customers} -H 'x-api-key: ${key}' ${END}`,
      answer: '{…"value":[{…"CustID":"…","Name":"…',
    },
    {
      title: "The same with a token of /oauth/token",
      line: `curl -sS ${customers} -H ${bearer(oauthToken, "access_token")} ${END}`,
      answer: '{…"value":[{…"CustID":"…","Name":"…',
    },
    {
      title: "A refused call and its explanation: this consumer may read suppliers, not invoices",
      line: `curl -sS -i ${table("invoice_hdr", "invoice_no")} -H ${p21Bearer} ${END}`,
      answer: 'HTTP/1.1 401 …"title":"Not in scope"…"finding":"prophet21/…","fix":["…',
    },
  ];
}

// A shell's prompt begins on a line of its own.
const END = "-w '\\n'";

/** The header that carries the token which another line answers with. */
function bearer(line: string, member: string): string {
  return `"Authorization: Bearer $(${line} | sed 's/.*"${member}" *: *"\\([^"]*\\)".*/\\1/')"`;
}
