import assert from "node:assert/strict";
import { prophet21Wires } from "../profiles/prophet21-gateway.ts";
import { prophet21Emulator } from "../profiles/prophet21-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

type Row = Readonly<Record<string, unknown>>;

const ROUTER = "/api/ui/router/v1/?urlType=external";

// Behind the gateway the UI server is the gateway's too: an address of the ERP's own would lead past it.
verifies("prophet21.router.answer", prophet21Wires(), async (wire) => {
  const answer = await wire.send(ROUTER, { headers: await wire.bearer() });
  assert.equal(answer.status, 200);
  assert.equal(answer.json<{ Url: string }>().Url.replace(/\/$/, ""), `${wire.url}/uiserver0`);
});

verifies("prophet21.router.slash", [prophet21Emulator()], async (wire) => {
  const answer = await wire.send(ROUTER.replace("/?", "?"), { headers: await wire.bearer() });
  assert.equal(answer.status, 307);
  assert.ok(answer.headers.get("location")?.endsWith(ROUTER));
});

verifies("prophet21.router.xml", prophet21Wires(), async (wire) => {
  const answer = await wire.send(ROUTER, { headers: { ...(await wire.bearer()), accept: "*/*" } });
  assert.match(answer.headers.get("content-type") ?? "", /xml/);
  assert.ok(answer.body.includes(`<Url>${wire.url}/uiserver0`), "an element Url");
});

verifies("prophet21.server.version-paths", [prophet21Emulator()], async (wire) => {
  const headers = await wire.bearer();
  for (const path of ["/api/version", "/api/v2/version", "/api/ui/version", "/version"]) {
    assert.equal((await wire.send(path, { headers })).status, 404, path);
  }
});

verifies("prophet21.entity.ping", prophet21Wires(), async (wire) => {
  const answer = await wire.send("/api/entity/customers/ping", { headers: await wire.bearer() });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json(), { ResponseMessage: "success" });
});

// An address of the ERP's own in Location would lead past the gateway.
verifies("prophet21.entity.slash", prophet21Wires(), async (wire) => {
  const answer = await wire.send("/api/entity/customers", { headers: await wire.bearer() });
  assert.equal(answer.status, 307);
  assert.equal(new URL(answer.headers.get("location") ?? "", wire.url).href, `${wire.url}/api/entity/customers/`);
});

verifies("prophet21.entity.composite-key", prophet21Wires(), async (wire) => {
  const headers = await wire.bearer();
  const { value } = (await wire.send("/odataservice/odata/table/customer?$top=1", { headers })).json<{
    value: readonly Row[];
  }>();
  const { company_id, customer_id } = value[0] ?? {};
  assert.equal((await wire.send(`/api/entity/customers/${String(customer_id)}`, { headers })).status, 404);
  assert.equal(
    (await wire.send(`/api/entity/customers/${String(company_id)}_${String(customer_id)}`, { headers })).status,
    200,
  );
});

verifies("prophet21.entity.unbounded-list", [prophet21Emulator()], async (wire) => {
  const headers = await wire.bearer();
  const list = async (query: string): Promise<number> =>
    (await wire.send(`/api/entity/customers/${query}`, { headers })).json<readonly Row[]>().length;
  assert.ok((await list("?$top=1")) > 1);
  assert.equal(await list("?$top=1"), await list(""));
});

verifies("prophet21.server.info", prophet21Wires(), async (wire) => {
  const answer = await wire.send("/uiserver0/ui/common/v1/serverinfo", { headers: await wire.bearer() });
  assert.equal(answer.status, 200);
  assert.match(String(answer.json<{ Result: Row }>().Result["Version/Application Version"]), /^\d+\.\d+\.\d+\.\d+$/);
});
