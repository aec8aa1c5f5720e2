import type { CallPlan, NamedValues, Value } from "./call-plan.ts";

/** A bash script around curl. Secrets travel by file descriptors: what stands in an argument list is for everybody to read. */
export function curl({ connection, url, path, headers, login, secrets }: CallPlan): string {
  return `#!/usr/bin/env bash
# An authorised read of ${JSON.stringify(connection)}, with curl. Needs bash, and curl 7.76 or newer.
# Set before: ${secrets.join(", ")}. For a private CA also ERPGATE_CA_FILE, the path of its PEM file.
set -euo pipefail
${secrets.map((name) => `: "\${${name}:?set ${name}}"`).join("\n")}
url=${quoted(url)}

# Never with -L: a redirect would carry the login to wherever it leads.
erp() { curl --silent --show-error --fail-with-body --max-time 60 \${ERPGATE_CA_FILE:+--cacert "$ERPGATE_CA_FILE"} "$@"; }
header() { printf '%s: %s\\n' "$1" "$2"; }
${authorization(login)}
erp "$url"${quoted(path)} -H @<(
  header authorization "$authorization"
${lines(headers)}
)
echo
`;
}

function authorization(login: CallPlan["login"]): string {
  switch (login.kind) {
    case "basic":
      return `authorization="Basic $(printf '%s:%s' ${quoted(login.username)} "$ERPGATE_PASSWORD" | base64 | tr -d '\\n')"`;
    case "bearer":
      return 'authorization="Bearer $ERPGATE_TOKEN"';
    case "token":
      return `${login.json === undefined ? "" : jsonFunction}
answer=$(erp -X POST "$url"${quoted(login.path)} -H @<(
${lines(login.headers)}
) ${login.json === undefined ? "--data ''" : `--data-binary @<(${json(login.json)})`})
token=$(printf '%s' "$answer" | sed -n 's/.*"AccessToken" *: *"\\([^"]*\\)".*/\\1/p')
: "\${token:?the answer holds no AccessToken}"
authorization="Bearer $token"`;
  }
}

const jsonFunction = `json() { local text=\${1//\\\\/\\\\\\\\}; printf '"%s"' "\${text//\\"/\\\\\\"}"; }`;

const json = (values: NamedValues): string =>
  [
    "printf '{'",
    ...values.map(
      ([name, value], at) =>
        `${at === 0 ? "" : "printf ','; "}json ${quoted(name)}; printf ':'; json ${literal(value)}`,
    ),
    "printf '}'",
  ].join("; ");
const lines = (values: NamedValues): string =>
  values.map(([name, value]) => `  header ${quoted(name)} ${literal(value)}`).join("\n");
const literal = (value: Value): string => (typeof value === "string" ? quoted(value) : `"$${value.secret}"`);
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
