import type { CallPlan, NamedValues, Value } from "./call-plan.ts";

/** Python 3 with requests. */
export function python({ connection, url, path, headers, login, secrets }: CallPlan): string {
  return `# An authorised read of ${JSON.stringify(connection)}, with requests (pip install requests).
# Set before: ${secrets.join(", ")}. For a private CA also ERPGATE_CA_FILE, the path of its PEM file.
import base64
import os
import sys

import requests

URL = ${JSON.stringify(url)}


def secret(name):
    value = os.environ.get(name)
    if not value:
        sys.exit(f"set {name}")
    return value


def checked(answer, what):
    # A redirect is refused, not followed: credentials would travel to wherever it leads.
    if answer.status_code // 100 != 2:
        sys.exit(f"{what}: HTTP {answer.status_code}; erpgate doctor tells the causes apart")
    return answer


def authorization():
${authorization(login)}

session = requests.Session()
session.verify = os.environ.get("ERPGATE_CA_FILE") or True
allowed = authorization()


def let_in(request):
    # As a callable: a plain header would give way to a .netrc entry for this host.
    request.headers["Authorization"] = allowed
    return request


answer = session.get(URL + ${JSON.stringify(path)}, headers=${dict(headers)}, auth=let_in, timeout=60, allow_redirects=False)
print(checked(answer, "read").text)
`;
}

function authorization(login: CallPlan["login"]): string {
  switch (login.kind) {
    case "basic":
      return `    pair = ${JSON.stringify(`${login.username}:`)} + secret("ERPGATE_PASSWORD")
    return "Basic " + base64.b64encode(pair.encode("utf-8")).decode("ascii")
`;
    case "bearer":
      return `    return "Bearer " + secret("ERPGATE_TOKEN")
`;
    case "token":
      return `    answer = session.post(
        URL + ${JSON.stringify(login.path)},
        headers=${dict(login.headers)},
        ${login.json === undefined ? 'data=""' : `json=${dict(login.json)}`},
        timeout=60,
        allow_redirects=False,
    )
    return "Bearer " + checked(answer, "token").json()["AccessToken"]
`;
  }
}

const dict = (values: NamedValues): string =>
  `{${values.map(([name, value]) => `${JSON.stringify(name)}: ${literal(value)}`).join(", ")}}`;
const literal = (value: Value): string =>
  typeof value === "string" ? JSON.stringify(value) : `secret(${JSON.stringify(value.secret)})`;
