import assert from "node:assert/strict";
import { test } from "node:test";
import { mainUser, makeEmulator, member, prophet21Call, prophet21Token, type Reply } from "../fixture.ts";

const NAMESPACE = "http://schemas.datacontract.org/2004/07/P21.Transactions.Model.V2";
const TRANSACTION = "/uiserver0/api/v2/transaction";

async function send(body: string, path = TRANSACTION, accept = "application/xml"): Promise<Reply> {
  const emulator = makeEmulator();
  const token = await prophet21Token(emulator, mainUser(emulator));
  const headers = { "content-type": "application/xml", accept };
  return await prophet21Call(emulator, path, token, {
    method: body === "" ? "GET" : "POST",
    headers,
    ...(body === "" ? {} : { body }),
  });
}

const EDIT = "<Edit><Name>customer_name</Name><Value>A &amp; B</Value></Edit>";
const ELEMENT = `<DataElement><Keys xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><a:string>customer_id</a:string></Keys><Name>TABPAGE_1.tp_1_dw_1</Name><Rows><Row><Edits>${EDIT}</Edits><RelativeDateEdits /></Row></Rows><Type>Form</Type></DataElement>`;
const TRANSACTIONS = `<Transactions><Transaction><DataElements>${ELEMENT}</DataElements><Status>New</Status></Transaction></Transactions>`;

const set = (inside: string, namespace = ` xmlns="${NAMESPACE}"`): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<TransactionSet${namespace}>${inside}</TransactionSet>`;

const GOOD = set(
  `<IgnoreDisabled>false</IgnoreDisabled><Name>Customer</Name>${TRANSACTIONS}<UseCodeValues>false</UseCodeValues>`,
);

test("XML in, XML and JSON out", async () => {
  const asXml = await send(GOOD);
  assert.equal(asXml.status, 200);
  assert.ok(asXml.text.startsWith(`<TransactionSetResult xmlns="${NAMESPACE}"><Messages xmlns:a=`));
  assert.match(asXml.text, /<Value>A &amp; B<\/Value>/);
  assert.match(asXml.text, /<Summary><Failed>0<\/Failed><Other>0<\/Other><Succeeded>1<\/Succeeded><\/Summary>/);
  const asJson = await send(GOOD, TRANSACTION, "application/json");
  assert.equal(member(asJson.body, "Summary.Succeeded"), 1);
});

test("without the root's namespace nothing is read", async () => {
  const { status, headers, text } = await send(set(`<Name>Customer</Name>${TRANSACTIONS}`, ""));
  assert.equal(status, 400);
  assert.match(headers.get("content-type") ?? "", /^application\/problem\+xml/);
  assert.match(text, /The content field is required\./);
  for (const broken of ["<TransactionSet", "", "<a></b>", `<!DOCTYPE x [<!ENTITY y "z">]>${GOOD}`])
    assert.equal((await send(`${broken} `)).status, 400, broken);
});

test("out of order: the root's members break the call, deeper ones are not seen", async () => {
  const top = await send(set(`${TRANSACTIONS}<Name>Customer</Name>`));
  assert.deepEqual([top.status, top.text], [500, ""]);
  const deep = await send(
    GOOD.replace("<Name>customer_name</Name><Value>A &amp; B</Value>", "<Value>A</Value><Name>customer_name</Name>"),
  );
  assert.equal(deep.status, 200);
  assert.match(
    deep.text,
    /<a:string>Transaction 1:: Object reference not set to an instance of an object\.<\/a:string>/,
  );
});

test("what is described comes as XML, too, in the order in which it must be sent back", async () => {
  const definition = await send("", "/uiserver0/api/v2/definition/Customer");
  assert.match(definition.text, /^<ServiceDefinition xmlns=/);
  const template = /<TransactionSet>.*<\/TransactionSet>/.exec(definition.text)?.[0] ?? "";
  const filled = template
    .replace("<TransactionSet>", `<TransactionSet xmlns="${NAMESPACE}">`)
    .replace("<Name>customer_name</Name><Value />", "<Name>customer_name</Name><Value>Filled in</Value>");
  assert.match((await send(filled)).text, /<Succeeded>1<\/Succeeded>/);
  assert.match(
    (await send("", "/uiserver0/api/v2/services")).text,
    /^<ArrayOfServiceInfo [^>]+><ServiceInfo><Name>Customer</,
  );
});

test("records are asked for in XML", async () => {
  const body = `<TransactionStateRequest xmlns="${NAMESPACE}"><ServiceName>Customer</ServiceName><TransactionStates><TransactionState><DataElementName>TABPAGE_1.tp_1_dw_1</DataElementName><Keys><Key><Name>customer_id</Name><Value>100001</Value></Key></Keys></TransactionState></TransactionStates></TransactionStateRequest>`;
  const { status, text } = await send(body, `${TRANSACTION}/get`);
  assert.equal(status, 200);
  assert.match(text, /<Name>customer_id<\/Name><Value>100001<\/Value>/);
  assert.equal((await send("<Other />", `${TRANSACTION}/get`)).status, 400);
});
