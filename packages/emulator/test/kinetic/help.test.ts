import assert from "node:assert/strict";
import { test } from "node:test";
import { kineticCall, kineticRaw, last, member } from "../fixture.ts";
import { invoke, kineticWith } from "./kinetic-fixture.ts";

test("the old help addresses go to the new page; 10.2 answers in place", async () => {
  for (const path of ["/api/help", "/api/help/", "/api/help/v1", "/api/help/v2", "/api/help/v2/index.html"]) {
    const { status, headers } = await kineticRaw(kineticWith(), path);
    assert.equal(status, 302, path);
    assert.match(headers.get("location") ?? "", /\/ERP11PROD\/apps\/resthelp\/$/);
    assert.equal((await kineticCall(kineticWith({ switches: { version: "10.2" } }), path)).status, 200, path);
  }
});

test("the page asks for Basic, lists services and BAQs, and its links lead to descriptions", async () => {
  const emulator = kineticWith();
  const asked = await kineticRaw(emulator, "/apps/resthelp/");
  assert.equal(asked.status, 401);
  assert.match(asked.headers.get("www-authenticate") ?? "", /^Basic /);
  const { text } = await kineticCall(emulator, "/apps/resthelp");
  const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, link = ""]) => new URL(link).pathname);
  assert.ok(links.length > 20);
  for (const link of links) {
    const { status, body } = await kineticCall(emulator, link.replace("/ERP11PROD", ""));
    assert.equal(status, 200, link);
    assert.equal(member(body, "swagger"), "2.0", link);
  }
});

test("a description knows paths, keys, columns and parameters", async () => {
  const emulator = kineticWith();
  const read = async (path: string): Promise<unknown> => (await kineticCall(emulator, `/api/swagger/v1/${path}`)).body;
  const odata = await read("odata/Erp.BO.JobEntrySvc");
  assert.deepEqual(Object.keys(member(odata, "paths") as object), ["/JobEntries", "/JobEntries({Company},{JobNum})"]);
  assert.deepEqual(member(odata, "definitions.JobHeadRow.properties.ProdQty"), { type: "number" });
  assert.equal(member(odata, "basePath"), "/ERP11PROD/api/v1/Erp.BO.JobEntrySvc");
  const methods = await read("methods/erp.bo.salesordersvc");
  assert.ok("/GetNewOrderDtl" in (member(methods, "paths") as object));
  assert.ok("/Login" in (member(await read("methods/Ice.Lib.SessionModSvc"), "paths") as object));
  const baq = member(await read("baq/zOrder01"), "paths./zOrder01.get.parameters.1");
  assert.deepEqual(baq, { name: "MaxRows", in: "query", type: "integer" });
  assert.ok("patch" in (member(await read("baq/zPart01"), "paths./zPart01") as object));
});

test("descriptions are v1's, of things that exist, and for Basic only", async () => {
  const emulator = kineticWith();
  for (const path of [
    "odata/Erp.BO.NothingSvc",
    "methods/Erp.BO.NothingSvc",
    "baq/zNothing",
    "other/Erp.BO.PartSvc",
    "odata",
  ])
    assert.equal((await kineticCall(emulator, `/api/swagger/v1/${path}`)).status, 404, path);
  assert.equal((await kineticCall(emulator, "/api/swagger/v2/odata/Erp.BO.PartSvc")).status, 404);
  const minted = await invoke(emulator, "Ice.LIB.TokenServiceSvc/GetAccessToken");
  const authorization = `Bearer ${String(member(minted.body, "returnObj.TokenService.0.AccessToken"))}`;
  for (const path of ["/api/swagger/v1/odata/Erp.BO.PartSvc", "/apps/resthelp/"]) {
    assert.equal((await kineticCall(emulator, path, { headers: { authorization } })).status, 401);
    assert.equal(last(emulator).rule, "kinetic.login.basic-only");
  }
});
