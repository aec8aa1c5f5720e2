import type { CallPlan, NamedValues, Value } from "./call-plan.ts";

/** A script for Windows PowerShell 5.1 and PowerShell 7. */
export function powershell({ connection, url, path, headers, login, secrets }: CallPlan): string {
  return `# An authorised read of ${JSON.stringify(connection)}.
# Set before: ${secrets.map((name) => `$env:${name}`).join(", ")}. A private CA belongs into the computer's trusted root certificates.
$ErrorActionPreference = 'Stop'
$url = ${quoted(url)}
foreach ($name in ${secrets.map(quoted).join(", ")}) {
  if (-not [Environment]::GetEnvironmentVariable($name)) { throw "set $name" }
}
# Windows PowerShell 5.1 offers TLS 1.0 first on older systems.
if ($PSVersionTable.PSVersion.Major -lt 6) { [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12 }
${authorization(login)}
$headers = ${table(headers)}
$headers['authorization'] = $authorization
# A redirect is refused, not followed: credentials would travel to wherever it leads.
$rows = Invoke-RestMethod -Uri ($url + ${quoted(path)}) -Headers $headers -MaximumRedirection 0 -TimeoutSec 60
$rows | ConvertTo-Json -Depth 10
`;
}

function authorization(login: CallPlan["login"]): string {
  switch (login.kind) {
    case "basic":
      return `$pair = ${quoted(`${login.username}:`)} + $env:ERPGATE_PASSWORD
$authorization = 'Basic ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($pair))`;
    case "bearer":
      return "$authorization = 'Bearer ' + $env:ERPGATE_TOKEN";
    case "token": {
      const type = login.headers.find(([name]) => name === "content-type")?.[1] ?? "application/json";
      const rest = login.headers.filter(([name]) => name !== "content-type");
      const body =
        login.json === undefined ? "''" : `([Text.Encoding]::UTF8.GetBytes((${table(login.json)} | ConvertTo-Json)))`;
      return `$answer = Invoke-RestMethod -Method Post -Uri ($url + ${quoted(login.path)}) -Headers ${table(rest)} -ContentType ${literal(type)} -Body ${body} -MaximumRedirection 0 -TimeoutSec 60
$authorization = 'Bearer ' + $answer.AccessToken`;
    }
  }
}

const table = (values: NamedValues): string =>
  `@{ ${values.map(([name, value]) => `${quoted(name)} = ${literal(value)}`).join("; ")} }`;
const literal = (value: Value): string => (typeof value === "string" ? quoted(value) : `$env:${value.secret}`);
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
