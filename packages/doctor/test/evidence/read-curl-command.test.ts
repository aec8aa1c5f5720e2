import assert from "node:assert/strict";
import { test } from "node:test";
import { readCurlCommand } from "../../src/evidence/read-curl-command.ts";

const URL_OF_IT = "https://erp.example.com/E/api/v1/";
const basic = `Basic ${Buffer.from("svc:pass:word").toString("base64")}`;

test("a login is read however curl takes it", () => {
  for (const options of [
    "-u svc:pass:word",
    "-usvc:pass:word",
    "-sku svc:pass:word",
    "-skusvc:pass:word",
    "--user 'svc:pass:word'",
    '-k -i -u "svc:pass:word" -s',
  ]) {
    const call = readCurlCommand(`$ curl ${options} ${URL_OF_IT}`);
    assert.deepEqual(call?.headers, [{ name: "Authorization", value: basic }], options);
    assert.equal(call?.host, "erp.example.com", options);
  }
});

test("options in one word do not take the address for their value, nor their value for the address", () => {
  const call = readCurlCommand(`curl -sSLo /dev/null -XPOST -d@body.json -HAccept:text/xml ${URL_OF_IT}`);
  assert.equal(call?.method, "POST");
  assert.equal(call?.body, "@body.json");
  assert.deepEqual(call?.headers, [{ name: "Accept", value: "text/xml" }]);
  assert.equal(call?.path, "/E/api/v1/");
});
