import assert from "node:assert/strict";
import { test } from "node:test";
import { checkQuery } from "../../src/policy/query.ts";

const credentials = [
  "api-key=x",
  "API-Key=x",
  "api%2Dkey=x",
  "%61pi-key=x",
  "$top=1&api-key=x",
  "api_key=x",
  "x-api-key=x",
  "access_token=x",
  "password=x",
  "consumer_key=x",
  "appkey=x",
  "client_secret=x",
  "a=1;api-key=x",
  "api-key",
];
for (const query of credentials) {
  test(`refuses ${query}`, () => assert.equal(checkQuery(query, undefined), "credential.in-query"));
}

const harmless = [
  "",
  "$top=1",
  "%24filter=Name%20eq%20%27api-key%27",
  "$select=Password_c",
  "key=1",
  "urlType=external",
  "$filter=a%",
];
for (const query of harmless) {
  test(`lets ${query || "an empty query"} pass`, () => assert.equal(checkQuery(query, undefined), undefined));
}

for (const query of [
  "%u0063ompany=OTHER",
  "a=1&%=2",
  "%zz=1",
  "%C3=1",
  "%c0%a4expand=1",
  "%FF",
  "a=1;%u0061pi-key=x",
]) {
  test(`refuses ${query}, whose name is another one to every reader`, () =>
    assert.equal(checkQuery(query, undefined), "query.malformed"));
}

test("a pinned parameter must say what was judged", () => {
  const pinned = { parameter: "company", value: "EPIC06" };
  assert.equal(checkQuery("Company=EPIC06&$top=1", pinned), undefined);
  assert.equal(checkQuery("%43ompany=OTHER", pinned), "context.unusable");
  assert.equal(checkQuery("+Company+=OTHER", pinned), "context.unusable");
  assert.equal(checkQuery("company=EPIC06%u0058", pinned), "context.unusable");
  assert.equal(checkQuery("company=", { parameter: "company", value: undefined }), "context.unusable");
});
