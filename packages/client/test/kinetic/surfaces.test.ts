import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ErpgateError } from "../../src/index.ts";
import { added, changed, deleted } from "../../src/kinetic/index.ts";
import { all, codeOf, emulated } from "./emulated.ts";

const SERVICE = "Erp.BO.CustomerSvc";
interface Customer extends Readonly<Record<string, unknown>> {
  readonly CustNum: number;
  readonly Name: string;
}
interface Customers extends Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> {
  readonly Customer: readonly Customer[];
}

describe("method()", () => {
  it("gives returnObj and parameters, by GET where v2 allows it", async () => {
    await using erp = emulated();
    const { returnObj, parameters } = await erp.kinetic.method<Customers>(SERVICE, "GetByID", { custNum: 5 });
    assert.equal(returnObj.Customer[0]?.CustNum, 5);
    assert.deepEqual(parameters, {});
    assert.deepEqual(erp.lines(), [`GET ${SERVICE}/GetByID?custNum=5`]);
  });

  it("posts on v1, what has objects, what is long, and where it is told to", async () => {
    await using v1 = emulated({ connection: { apiVersion: "v1" } });
    await v1.kinetic.method(SERVICE, "GetByID", { custNum: 5 });
    await using erp = emulated();
    await erp.kinetic.method(SERVICE, "GetByID", { custNum: 5 }, { verb: "POST" });
    const whereClauseCustomer = `CustNum = 5 ${"and CustNum = 5 ".repeat(150)}`;
    await erp.kinetic.method(SERVICE, "GetRows", { whereClauseCustomer, pageSize: 1, absolutePage: 0 });
    await erp.kinetic.method("Ice.BO.UserFileSvc", "GetUserFile");
    assert.deepEqual(
      [...v1.lines(), ...erp.lines()],
      [
        `POST ${SERVICE}/GetByID`,
        `POST ${SERVICE}/GetByID`,
        `POST ${SERVICE}/GetRows`,
        "POST Ice.BO.UserFileSvc/GetUserFile",
      ],
    );
    assert.equal(await erp.sent.at(-1)?.text(), "{}");
    assert.equal(await codeOf(erp.kinetic.method(SERVICE, "Update", { ds: {} }, { verb: "GET" })), "REQUEST_INVALID");
  });

  it("of a void method has no returnObj", async () => {
    await using erp = emulated();
    const answer = await erp.kinetic.method("Ice.Lib.SessionModSvc", "AssertConversionsPending");
    assert.equal(answer.returnObj, undefined);
  });

  it("refuses names that are none", async () => {
    await using erp = emulated();
    for (const [service, name] of [
      ["Erp.BO.Customer", "GetByID"],
      ["../x", "y"],
      [SERVICE, "a/b"],
      [SERVICE, ""],
      ["x%2fSvc", "a"],
    ] as const) {
      assert.equal(await codeOf(erp.kinetic.method(service, name)), "REQUEST_INVALID");
    }
    await assert.rejects(erp.kinetic.method("Erp.BO.Customer", "X"), /did you mean "Erp\.BO\.CustomerSvc"/);
    assert.equal(erp.sent.length, 0);
  });
});

describe("efx()", () => {
  it("calls functions, published or staged", async () => {
    await using erp = emulated();
    assert.deepEqual(await erp.kinetic.efx("OrderDesk", "Ping", { message: "hello" }), {
      reply: "pong",
      echo: "hello",
    });
    assert.deepEqual(await erp.kinetic.efx("OrderDesk", "Draft", {}, { staging: true }), {
      reply: "not published yet",
    });
    assert.deepEqual(erp.lines(), ["POST efx/EPIC06/OrderDesk/Ping", "POST efx/staging/EPIC06/OrderDesk/Draft"]);
  });

  it("says of one that does not answer what functions want", async () => {
    await using erp = emulated();
    for (const [library, name] of [
      ["OrderDesk", "Draft"],
      ["Planning", "Reschedule"],
      ["No", "No"],
    ] as const) {
      const error: unknown = await erp.kinetic.efx(library, name).catch((thrown: unknown) => thrown);
      assert.ok(ErpgateError.is(error) && error.code === "KINETIC_NOT_FOUND");
      assert.equal(error.finding, "kinetic/function-not-exposed");
    }
    assert.equal(await codeOf(erp.kinetic.efx("Planning", "OpenJobs", {}, { company: "EPIC07" })), "KINETIC_NOT_FOUND");
  });

  it("needs a company, also where v1 does not", async () => {
    await using erp = emulated({ connection: { apiVersion: "v1" } });
    assert.deepEqual(await erp.kinetic.efx("OrderDesk", "Ping"), { reply: "pong" });
    await using none = emulated({ connection: { apiVersion: "v1", company: undefined as never } });
    assert.equal(await codeOf(none.kinetic.efx("OrderDesk", "Ping")), "REQUEST_INVALID");
    assert.equal(none.sent.length, 0);
  });
});

describe("baq()", () => {
  it("takes parameters, a list as the name repeated, and reads page by page", async () => {
    await using erp = emulated();
    const options = { orderby: "OrderHed_OrderNum", pageSize: 2, select: ["OrderHed_CustNum"] };
    const rows = await all(
      erp.kinetic.baq("zOrder01", { CustNum: [140, 21, 192], MaxRows: 3, None: undefined }, options),
    );
    assert.equal(rows.length, 3);
    assert.ok(rows.every((row) => [140, 21, 192].includes(Number(row["OrderHed_CustNum"]))));
    const [first = ""] = erp.lines();
    assert.match(
      first,
      /^GET BaqSvc\/zOrder01\/Data\?CustNum=140&CustNum=21&CustNum=192&MaxRows=3&\$select=OrderHed_CustNum&/,
    );
    assert.ok(erp.sent.length > 1);
  });

  it("has no Data in its address on v1", async () => {
    await using erp = emulated({ connection: { apiVersion: "v1" } });
    await all(erp.kinetic.baq("zCustomer01", { TerritoryID: "A&B 'x'" }, { top: 1 }));
    assert.deepEqual(erp.lines(), ["GET BaqSvc/zCustomer01?TerritoryID=A&B 'x'&$top=1"]);
    assert.match(erp.sent[0]?.url ?? "", /TerritoryID=A%26B%20%27x%27&/);
  });

  it("refuses what cannot be meant, with the first row", async () => {
    await using erp = emulated();
    assert.equal(await codeOf(all(erp.kinetic.baq("zOrder01"))), "REQUEST_INVALID", "many pages want an order");
    assert.equal(await codeOf(all(erp.kinetic.baq("a/b"))), "REQUEST_INVALID");
    assert.equal(await codeOf(all(erp.kinetic.baq("zOrder01", { $filter: "x" }, { top: 1 }))), "REQUEST_INVALID");
    assert.equal(await codeOf(all(erp.kinetic.baq("x", { a: {} as never }, { top: 1 }))), "REQUEST_INVALID");
    assert.equal(await codeOf(all(erp.kinetic.baq("x", {}, { top: 1, expand: ["y"] } as never))), "REQUEST_INVALID");
    assert.equal(erp.sent.length, 0);
  });

  it("writes a row back, and gives an empty one", async () => {
    await using erp = emulated();
    const [part] = await all(erp.kinetic.baq("zPart01", {}, { top: 1 }));
    await erp.kinetic.updateBaq("zPart01", { ...part, Part_PartDescription: "changed" });
    const [again] = await all(erp.kinetic.baq("zPart01", {}, { top: 1 }));
    assert.equal(again?.["Part_PartDescription"], "changed");
    assert.equal((await erp.kinetic.newBaqRow("zPart01"))["Part_PartNum"], "");
    assert.ok(erp.lines().includes("PATCH BaqSvc/zPart01/Data"));
    assert.equal(await codeOf(erp.kinetic.updateBaq("zOrder01", {})), "KINETIC_APPLICATION_ERROR");
  });
});

describe("getRows()", () => {
  it("reads tablesets until there are no more pages", async () => {
    for (const morePagesName of ["morePages", "morePage"] as const) {
      await using erp = emulated({ erp: { switches: { morePagesName } } });
      const where = { Customer: "CustNum <= 5" };
      const pages = await all(erp.kinetic.getRows<Customers>(SERVICE, where, { pageSize: 2 }));
      assert.deepEqual(
        pages.map(({ Customer }) => Customer.length),
        [2, 2, 1],
      );
      assert.equal(erp.lines()[1], `GET ${SERVICE}/GetRows?whereClauseCustomer=CustNum <= 5&pageSize=2&absolutePage=1`);
    }
  });

  const fake = (answers: (page: number, query: URLSearchParams) => object) =>
    emulated({
      between: (request) => {
        const { searchParams } = new URL(request.url);
        const answer = answers(Number(searchParams.get("absolutePage")), searchParams);
        const status = "ErrorMessage" in answer ? 400 : 200;
        return Promise.resolve(Response.json(answer, { status }));
      },
    });
  const page = (text: string, morePages: boolean) => ({
    returnObj: { Customer: [{ text }] },
    parameters: { morePages },
  });

  it("of a server that counts from 1 gives no page twice", async () => {
    await using erp = fake((at) => page(`page ${Math.max(1, at)}`, at < 2));
    const pages = await all(erp.kinetic.getRows(SERVICE));
    assert.deepEqual(
      pages.map((set) => set["Customer"]?.[0]?.["text"]),
      ["page 1", "page 2"],
    );
  });

  it("of a server that never gets on is an end", async () => {
    await using erp = fake(() => page("same", true));
    assert.equal(await codeOf(all(erp.kinetic.getRows(SERVICE))), "ANSWER_UNRECOGNISED");
    assert.equal(erp.sent.length, 3);
  });

  it("fills in the clauses that a server misses, once", async () => {
    const wanted = ["whereClauseCustomer", "whereClauseCustBillTo", "whereClauseEntityGLC"];
    await using erp = fake((at, query) => {
      const missing = wanted.find((name) => !query.has(name));
      return missing === undefined
        ? page(`page ${at}`, at < 1)
        : { ErrorType: "Ice.BLException", ErrorMessage: `Parameter ${missing} is not found in the input object` };
    });
    assert.equal((await all(erp.kinetic.getRows(SERVICE, { Customer: "x" }))).length, 2);
    assert.equal(erp.sent.length, 4);
    assert.match(erp.sent.at(-1)?.url ?? "", /whereClauseCustBillTo=&whereClauseEntityGLC=&whereClauseCustomer=x/);
  });

  it("refuses a page of no rows", async () => {
    await using erp = emulated();
    assert.equal(await codeOf(all(erp.kinetic.getRows(SERVICE, {}, { pageSize: 0 }))), "REQUEST_INVALID");
    assert.equal(await codeOf(all(erp.kinetic.getRows(SERVICE, { "a b": "" }))), "REQUEST_INVALID");
  });
});

describe("update()", () => {
  it("adds, changes and deletes rows as they are marked", async () => {
    await using erp = emulated();
    const { returnObj } = await erp.kinetic.method<Customers>(SERVICE, "GetByID", { custNum: 5 });
    const [row] = returnObj.Customer;
    assert.ok(row);
    const written = await erp.kinetic.update<Customers>(SERVICE, { Customer: [changed(row, { Name: "New" })] });
    assert.equal(written.Customer[0]?.Name, "New");
    const another = added({ ...row, CustNum: 9001, CustID: "C9001", SysRowID: undefined });
    await erp.kinetic.update(SERVICE, { Customer: [another] });
    await erp.kinetic.update(SERVICE, { Customer: [deleted(another)] });
    assert.equal(await codeOf(erp.kinetic.method(SERVICE, "GetByID", { custNum: 9001 })), "KINETIC_NOT_FOUND");
    assert.deepEqual(JSON.parse((await erp.sent[1]?.text()) ?? ""), {
      ds: { Customer: [{ ...row, Name: "New", RowMod: "U" }] },
    });
  });

  it("of a key that exists is its own code", async () => {
    await using erp = emulated();
    const { returnObj } = await erp.kinetic.method<Customers>(SERVICE, "GetByID", { custNum: 5 });
    const call = erp.kinetic.update(SERVICE, { Customer: returnObj.Customer.map((row) => added(row)) });
    assert.equal(await codeOf(call), "KINETIC_RECORD_EXISTS");
  });

  it("sends nothing that would do nothing", async () => {
    await using erp = emulated();
    const sets = [
      {},
      { Customer: [] },
      { Customer: [{ RowMod: "" }] },
      { Customer: [{ RowMod: "X" }] },
      { Customer: {} },
    ];
    for (const set of sets) assert.equal(await codeOf(erp.kinetic.update(SERVICE, set as never)), "REQUEST_INVALID");
    await assert.rejects(erp.kinetic.update(SERVICE, { Customer: [{}] }), /added\(\), changed\(\) or deleted\(\)/);
    assert.equal(erp.sent.length, 0);
  });

  it("is never repeated", async () => {
    await using erp = emulated({ between: () => Promise.resolve(new Response("", { status: 503 })) });
    assert.equal(await codeOf(erp.kinetic.update(SERVICE, { Customer: [added({})] })), "ANSWER_GATEWAY_ERROR");
    assert.equal(erp.sent.length, 1);
  });
});

describe("services(), metadata(), helpUrl", () => {
  it("list the services of v2 and of v1, in JSON and in AtomPub", async () => {
    await using v2 = emulated();
    assert.ok((await v2.kinetic.services()).includes(SERVICE));
    await using v1 = emulated({
      connection: { apiVersion: "v1" },
      between: (request, next) => {
        request.headers.set("accept", "application/xml");
        return next(request);
      },
    });
    assert.deepEqual(await v1.kinetic.services(), await v2.kinetic.services());
    await using other = emulated({ between: () => Promise.resolve(new Response("{}")) });
    assert.equal(await codeOf(other.kinetic.services()), "ANSWER_UNRECOGNISED");
  });

  it("give a service's metadata and the help's address", async () => {
    await using erp = emulated();
    assert.match(await erp.kinetic.metadata(SERVICE), /<EntityType Name="Customer"|<EntitySet Name="Customers"/);
    assert.equal(erp.kinetic.helpUrl, `${erp.kinetic.url}/api/help/`);
  });
});
