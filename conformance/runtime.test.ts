import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "@erpgate/client";
import type { KineticOptions, Prophet21Options } from "@erpgate/client";
import { readAddress as readKinetic } from "@erpgate/client/kinetic";
import { readAddress as readProphet21 } from "@erpgate/client/prophet21";
import { seeded } from "../tools/seeded-secrets.ts";
import { failureOf, faultOf, printedError } from "./profiles/failure-of.ts";
import { kineticClient } from "./profiles/kinetic-client.ts";
import { kineticGateway } from "./profiles/kinetic-gateway.ts";
import { verifier } from "./verifies.ts";
import type { Profile } from "./verifies.ts";

const verifies = verifier(import.meta.filename);

interface Listening {
  readonly url: string;
  /** What arrived, oldest first. */
  readonly arrived: readonly IncomingMessage[];
}

/** An HTTP server of this test's own on loopback. */
async function listen(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<Listening & AsyncDisposable> {
  const arrived: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    arrived.push(request);
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived, [Symbol.asyncDispose]: close };
}

interface TwoServers {
  /** Where the client was sent. */
  readonly first: Listening;
  /** Where the first server points. */
  readonly second: Listening;
}

/** A server that redirects every request to another one. */
const redirecting = (status: number): Profile<TwoServers> => ({
  name: `real sockets, ${status}`,
  open: async () => {
    const second = await listen((response) => response.end("{}"));
    const first = await listen((response, { url }) =>
      response.writeHead(status, { location: `${second.url}${url}` }).end(),
    );
    const close = async (): Promise<void> => {
      await first[Symbol.asyncDispose]();
      await second[Symbol.asyncDispose]();
    };
    return { first, second, [Symbol.asyncDispose]: close };
  },
});

const kineticAt = (url: string, auth: KineticOptions["auth"]): KineticOptions => ({
  system: "kinetic",
  url: `${url}/ERP11PROD`,
  company: "EPIC06",
  apiKey: seeded("kinetic-api-key"),
  auth,
});
const password = seeded("kinetic-password");

verifies("node.redirect.custom-headers", [301, 302, 307, 308].map(redirecting), async ({ first, second }) => {
  await using connection = connect(kineticAt(first.url, { kind: "basic", username: "integration", password }));
  assert.equal((await failureOf(connection.get("Erp.BO.CustomerSvc/Customers"))).code, "REDIRECT_REFUSED");
  assert.equal(first.arrived.length, 1);
  assert.equal(second.arrived.length, 0);
});

verifies("node.redirect.post-to-get", [301, 302].map(redirecting), async ({ first, second }) => {
  await using connection = connect(kineticAt(first.url, { kind: "token-resource", username: "integration", password }));
  assert.equal((await failureOf(connection.get("Erp.BO.CustomerSvc/Customers"))).code, "REDIRECT_REFUSED");
  assert.deepEqual(
    first.arrived.map((request) => request.method),
    ["POST"],
  );
  assert.equal(second.arrived.length, 0);
});

const tokenServer: Profile<Listening> = {
  name: "real sockets",
  open: () =>
    listen((response) => {
      const body = { AccessToken: "a.b.c", TokenType: "Bearer", ExpiresIn: 630_720_000, value: [] };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    }),
};

verifies("node.timer.overflow", [tokenServer], async ({ url, arrived }) => {
  const warnings: string[] = [];
  const note = (warning: Error): unknown => warnings.push(warning.name);
  process.on("warning", note);
  await using connection = connect({
    system: "prophet21",
    url,
    auth: { kind: "consumer-key", key: seeded("p21-consumer-key") },
  });
  for (let call = 0; call < 20; call += 1) await connection.fetch("/odataservice/odata/table/supplier");
  process.off("warning", note);
  assert.deepEqual(warnings, []);
  assert.equal(arrived.filter((request) => request.url?.startsWith("/api/security/token")).length, 1);
});

verifies("prophet21.token.empty-post-length", [tokenServer], async ({ url, arrived }) => {
  const auth: Prophet21Options["auth"] = {
    kind: "password",
    username: "api_user",
    password: seeded("p21-password"),
    endpoint: "v1",
  };
  await using connection = connect({ system: "prophet21", url, auth });
  await connection.token();
  assert.equal(arrived[0]?.method, "POST");
  assert.equal(arrived[0].headers["content-length"], "0");
});

verifies("node.header.line-break", () => {
  const broken = `${seeded("kinetic-key-with-a-break")}\r\nx-injected: 1`;
  const options = kineticAt("https://erp.example.com", { kind: "basic", username: "integration", password });
  const error = faultOf(() => connect({ ...options, apiKey: broken }));
  assert.match(error.message, /apiKey/);
  assert.ok(!printedError(error).includes(seeded("kinetic-key-with-a-break")), "the key got out");
});

verifies("node.url.userinfo", () => {
  const secret = seeded("password-in-url");
  const options = kineticAt(`https://integration:${secret}@erp.example.com`, {
    kind: "basic",
    username: "integration",
    password,
  });
  const error = faultOf(() => connect(options));
  assert.match(error.message, /url/);
  assert.ok(!printedError(error).includes(secret), "the password got out");
});

verifies("node.url.encoded-dots", () => {
  const service = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc";
  for (const bent of [
    "%2F..%2FErp.BO.PartSvc/Parts",
    "//Customers",
    "/%2e%2e/Customers",
    "/../Customers",
    "\\..\\Customers",
  ]) {
    assert.equal(readKinetic(`${service}${bent}`), undefined, bent);
    assert.equal(readProphet21(`/odataservice/odata/table${bent}`), undefined, bent);
  }
});

verifies("node.url.encoded-dots", [kineticGateway()], async (wire) => {
  const service = `/api/v2/odata/${wire.company}/Erp.BO.CustomerSvc`;
  for (const bent of [
    "%2F..%2FErp.BO.PartSvc/Parts",
    "//Customers",
    "/%252e%252e/Customers",
    "%5C..%5CErp.BO.PartSvc/Parts",
  ]) {
    const { status } = await wire.send(`${service}${bent}`);
    assert.ok(status === 400 || status === 403, `${bent} was answered ${status}`);
  }
  assert.deepEqual(
    wire.erp.journal.filter((entry) => entry.system === "kinetic"),
    [],
  );
});

verifies("node.accept.default", [kineticClient()], async ({ connection, sent }) => {
  await connection.fetch("Erp.BO.CustomerSvc/Customers?$top=1");
  assert.match(sent[0]?.headers.get("accept") ?? "", /^application\/json/);
});
