import type { CallPlan, NamedValues, Value } from "./call-plan.ts";

const SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/** A Postman collection (v2.1): authorization of the whole collection, the token request, and the read. */
export function postmanCollection(plan: CallPlan): string {
  const { connection, path, headers, login } = plan;
  const requests = [...(login.kind === "token" ? [tokenItem(login)] : []), readItem(path, headers)];
  const collection = {
    info: { name: `erpgate ${connection}`, schema: SCHEMA, description: description(plan) },
    auth: auth(login),
    variable: [{ key: "url", value: plan.url }],
    item: requests,
  };
  return `${JSON.stringify(collection, null, 2)}\n`;
}

/** The environment beside it: the secrets' names, of the kind that Postman hides, without a value. */
export function postmanEnvironment({ connection, login, secrets }: CallPlan): string {
  const names = [...secrets, ...(login.kind === "token" ? ["ERPGATE_TOKEN"] : [])];
  const values = names.map((key) => ({ key, value: "", type: "secret", enabled: true }));
  return `${JSON.stringify({ name: `erpgate ${connection}`, values, _postman_variable_scope: "environment" }, null, 2)}\n`;
}

function description({ secrets, login }: CallPlan): string {
  const steps =
    login.kind === "token" ? " Send the token request first: its answer is kept in the environment for the read." : "";
  return `Import the environment, too, and give ${secrets.join(", ")} a current value (which stays on this computer).${steps} A private CA belongs into Settings > Certificates > CA certificates. Settings > SSL certificate verification switched off would let anybody on the way read the password and the key.`;
}

function auth(login: CallPlan["login"]) {
  if (login.kind === "basic")
    return {
      type: "basic",
      basic: [
        { key: "username", value: login.username, type: "string" },
        { key: "password", value: "{{ERPGATE_PASSWORD}}", type: "string" },
      ],
    };
  return { type: "bearer", bearer: [{ key: "token", value: "{{ERPGATE_TOKEN}}", type: "string" }] };
}

// A redirect is refused, not followed: credentials would travel to wherever it leads.
const protocolProfileBehavior = { followRedirects: false };

function tokenItem(login: Extract<CallPlan["login"], { kind: "token" }>) {
  const body = login.json && { mode: "raw", raw: jsonText(login.json), options: { raw: { language: "json" } } };
  return {
    name: "token",
    protocolProfileBehavior,
    event: [
      ...(login.json === undefined ? [] : [script("prerequest", escapeScript(login.json))]),
      script("test", [
        'pm.test("a token is given", () => pm.response.to.have.status(200));',
        'pm.environment.set("ERPGATE_TOKEN", pm.response.json().AccessToken);',
      ]),
    ],
    request: {
      method: "POST",
      url: `{{url}}${login.path}`,
      auth: { type: "noauth" },
      header: pairs(login.headers),
      ...(body && { body }),
    },
  };
}

/** A secret may hold a quote, which JSON wants escaped: the body takes an escaped copy that lives for one request. */
function escapeScript(json: NamedValues): string[] {
  return json.flatMap(([, value]) =>
    typeof value === "string"
      ? []
      : [
          `pm.variables.set("json_${value.secret}", JSON.stringify(pm.environment.get("${value.secret}") || "").slice(1, -1));`,
        ],
  );
}

function readItem(path: string, headers: NamedValues) {
  const test = script("test", ['pm.test("the read is answered", () => pm.response.to.have.status(200));']);
  return {
    name: "read",
    protocolProfileBehavior,
    event: [test],
    request: { method: "GET", url: `{{url}}${path}`, header: pairs(headers) },
  };
}

const script = (listen: string, exec: string[]) => ({ listen, script: { type: "text/javascript", exec } });
const pairs = (values: NamedValues) => values.map(([key, value]) => ({ key, value: literal(value) }));
const literal = (value: Value): string => (typeof value === "string" ? value : `{{${value.secret}}}`);
const jsonText = (values: NamedValues): string =>
  `{${values.map(([name, value]) => `${JSON.stringify(name)}: ${typeof value === "string" ? JSON.stringify(value) : `"{{json_${value.secret}}}"`}`).join(", ")}}`;
