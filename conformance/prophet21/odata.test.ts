import assert from "node:assert/strict";
import { prophet21Wires } from "../profiles/prophet21-gateway.ts";
import { prophet21Emulator } from "../profiles/prophet21-wire.ts";
import type { Prophet21Wire } from "../profiles/prophet21-wire.ts";
import type { Answer } from "../profiles/send.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const TABLE = "/odataservice/odata/table";
type Row = Readonly<Record<string, unknown>>;

/** Reads with a token of the main consumer. */
async function read(wire: Prophet21Wire, path: string): Promise<Answer> {
  return wire.send(path, { headers: await wire.bearer() });
}

async function rows(wire: Prophet21Wire, path: string): Promise<readonly Row[]> {
  const answer = await read(wire, path);
  assert.equal(answer.status, 200, path);
  return answer.json<{ value: readonly Row[] }>().value;
}

verifies("prophet21.odata.table", prophet21Wires(), async (wire) => {
  const answer = await read(wire, `${TABLE}/supplier`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("odata-version"), "4.0");
  const { value, ...rest } = answer.json<{ value: readonly Row[] }>();
  assert.ok(value.length > 0 && "supplier_id" in (value[0] ?? {}));
  assert.ok("@odata.context" in rest);
});

verifies("prophet21.odata.view", prophet21Wires(), async (wire) => {
  const [view] = await rows(wire, "/odataservice/odata/view/");
  const name = String(view?.["name"]);
  assert.ok((await rows(wire, `/odataservice/odata/view/${name}?$top=1`)).length > 0);
  const misplaced = await read(wire, `${TABLE}/${name}`);
  assert.equal(misplaced.status, 404);
  assert.equal(misplaced.body, "");
});

verifies("prophet21.odata.catalogue", prophet21Wires(), async (wire) => {
  const answer = await read(wire, `${TABLE}/`);
  assert.equal(answer.headers.get("odata-version"), "4.0");
  assert.match(answer.headers.get("content-type") ?? "", /^application\/json;\s*odata\.metadata=minimal/);
  const { value, ...rest } = answer.json<{ value: readonly Row[] }>();
  assert.ok(value.some((each) => each["name"] === "supplier"));
  assert.ok("@odata.context" in rest);
});

verifies("prophet21.odata.metadata", prophet21Wires(), async (wire) => {
  const metadata = await read(wire, `${TABLE}/$metadata`);
  assert.equal(metadata.status, 200);
  assert.match(metadata.body, /supplier_id/);
  assert.equal((await read(wire, "/odataservice/odata/view/$metadata")).status, 200);
});

verifies("prophet21.odata.metadata", [prophet21Emulator()], async (wire) => {
  assert.equal((await read(wire, "/odataservice/odata/$metadata")).status, 404);
});

verifies("prophet21.odata.options", prophet21Wires(), async (wire) => {
  const all = await rows(wire, `${TABLE}/supplier?$orderby=supplier_id`);
  const ids = all.map((each) => Number(each["supplier_id"]));
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => a - b),
  );
  const page = await rows(wire, `${TABLE}/supplier?$select=supplier_id&$orderby=supplier_id desc&$top=2&$skip=1`);
  assert.deepEqual(
    page,
    ids
      .toReversed()
      .slice(1, 3)
      .map((id) => ({ supplier_id: id })),
  );
  const encoded = await rows(wire, `${TABLE}/supplier?%24filter=supplier_id+eq+${ids[0]}&%24select=supplier_id`);
  assert.deepEqual(encoded, [{ supplier_id: ids[0] }]);
});

verifies("prophet21.odata.count", prophet21Wires(), async (wire) => {
  const all = await rows(wire, `${TABLE}/supplier`);
  const counted = (await read(wire, `${TABLE}/supplier?$count=true&$top=1`)).json<{
    value: readonly Row[];
    "@odata.count": number;
  }>();
  assert.equal(counted["@odata.count"], all.length);
  assert.equal(counted.value.length, 1);
});

verifies("prophet21.odata.no-next-link", prophet21Wires(), async (wire) => {
  const answer = await read(wire, `${TABLE}/supplier?$top=1`);
  assert.ok(!("@odata.nextLink" in answer.json()));
});

verifies("prophet21.odata.unknown-column", prophet21Wires(), async (wire) => {
  assert.equal((await read(wire, `${TABLE}/supplier?$select=no_such_column`)).status, 404);
  assert.equal((await read(wire, `${TABLE}/no_such_table`)).status, 404);
});

verifies("prophet21.odata.bad-filter", prophet21Wires(), async (wire) => {
  const answer = await read(wire, `${TABLE}/supplier?$filter=no_such_column eq 1`);
  assert.equal(answer.status, 404);
  assert.match(answer.body, /Could not find a property named 'no_such_column' on type 'dbo\.supplier'/);
});

verifies("prophet21.odata.type-mismatch", prophet21Wires(), async (wire) => {
  const answer = await read(wire, `${TABLE}/supplier?$filter=supplier_id eq 'text'`);
  assert.equal(answer.status, 404);
  assert.match(answer.body, /A binary operator with incompatible types was detected/);
});

verifies("prophet21.odata.in-dropped", [prophet21Emulator()], async (wire) => {
  const all = await rows(wire, `${TABLE}/supplier`);
  const filtered = await rows(wire, `${TABLE}/supplier?$filter=supplier_id in (${String(all[0]?.["supplier_id"])})`);
  assert.equal(filtered.length, all.length);
});
