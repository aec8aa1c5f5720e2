import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@erpgate/client";
import type { Prophet21Options } from "@erpgate/client";
import { connectFromConfig } from "@erpgate/client/node";
import { startEmulator } from "@erpgate/emulator";
import { erpOptions, secrets } from "../profiles/erp.ts";
import { failureOf, printedError } from "../profiles/failure-of.ts";
import { untrustedServer } from "../profiles/untrusted-server.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const SUPPLIERS = "/odataservice/odata/table/supplier?$top=1";
const at = (url: string): Prophet21Options => ({
  system: "prophet21",
  url,
  auth: { kind: "consumer-key", key: secrets.p21Key },
});

/** An address that nobody listens on: it was had, and given back. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

verifies("prophet21.server.unreachable", async () => {
  await using connection = connect(at(await closedAddress()), { sleep: () => Promise.resolve() });
  const error = await failureOf(connection.get(SUPPLIERS));
  assert.equal(error.code, "NETWORK_REFUSED");
  assert.ok(!printedError(error).includes(secrets.p21Key), "the key got out");
});

verifies("prophet21.server.certificate", [untrustedServer], async ({ url, arrived }) => {
  await using connection = connect(at(url));
  assert.equal((await failureOf(connection.get(SUPPLIERS))).code, "TLS_SELF_SIGNED");
  assert.equal(arrived(), 0, "no credential goes to a server that is not verified");
});

verifies("prophet21.token.credentials-outside-code", async () => {
  await using erp = await startEmulator(erpOptions());
  const folder = await mkdtemp(join(tmpdir(), "erpgate-conformance-"));
  const file = join(folder, "erpgate.yaml");
  const auth = "{ kind: consumer-key, key: '${env:P21_CONSUMER_KEY}' }";
  await writeFile(file, `connections:\n  p21: { system: prophet21, url: "${erp.prophet21.url}", auth: ${auth} }\n`);
  await using connection = await connectFromConfig("p21", { file, env: { P21_CONSUMER_KEY: secrets.p21Key } });
  assert.equal((await connection.fetch(SUPPLIERS)).status, 200);
  await rm(folder, { recursive: true });
});
