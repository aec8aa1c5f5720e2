import type { CallPlan, NamedValues, Value } from "./call-plan.ts";

/** A `.http` file as the REST Client of VS Code reads it; secrets come from the environment of the editor. */
export function httpFile({ connection, url, path, headers, login, secrets }: CallPlan): string {
  const token =
    login.kind === "token"
      ? [
          "### The token; send this first",
          "# @name login",
          `POST {{url}}${login.path}`,
          ...headerLines(login.headers),
          ...(login.json === undefined ? [] : ["", jsonBody(login.json)]),
          "",
        ]
      : [];
  return [
    `# An authorised read of ${JSON.stringify(connection)}. Set before, in the environment of the editor: ${secrets.join(", ")}.`,
    `@url = ${url}`,
    "",
    ...token,
    "### The read",
    `GET {{url}}${path}`,
    `Authorization: ${authorization(login)}`,
    ...headerLines(headers),
    "",
  ].join("\n");
}

function authorization(login: CallPlan["login"]): string {
  switch (login.kind) {
    case "basic":
      return `Basic ${login.username}:${literal({ secret: "ERPGATE_PASSWORD" })}`;
    case "bearer":
      return `Bearer ${literal({ secret: "ERPGATE_TOKEN" })}`;
    case "token":
      return "Bearer {{login.response.body.AccessToken}}";
  }
}

const headerLines = (values: NamedValues): string[] => values.map(([name, value]) => `${name}: ${literal(value)}`);
const jsonBody = (values: NamedValues): string =>
  `{${values.map(([name, value]) => `${JSON.stringify(name)}: ${typeof value === "string" ? JSON.stringify(value) : `"${literal(value)}"`}`).join(", ")}}`;
const literal = (value: Value): string => (typeof value === "string" ? value : `{{$processEnv ${value.secret}}}`);
