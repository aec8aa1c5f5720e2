import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { odataOptionRefusal } from "../../src/prophet21/odata-options.ts";

const allowed = [
  "",
  "$top=5&$skip=10&$count=true",
  "%24top=5&%24select=supplier_id%2Csupplier_name",
  "$filter=supplier_id%20eq%2010&$orderby=supplier_name desc",
  "$filter=startswith(supplier_name,'A/C $parts')",
  "$filter=name eq 'O''Brien/Sons'",
  "$filter=price gt datetime'2020-01-01T00:00:00'",
  "$format=json&$inlinecount=allpages&$search=bolt&$skiptoken=4",
  "cache=no&id=7",
];
for (const query of allowed) test(`passes ${query}`, () => assert.equal(odataOptionRefusal(query), undefined));

const refused = [
  "$expand=customer",
  "%24expand=customer",
  "%24%65xpand=customer",
  "$EXPAND=customer",
  "expand=customer",
  "$top=1;$expand=customer",
  " $expand=customer",
  "+$expand=customer",
  "$apply=aggregate(price with sum as total)",
  "$compute=customer/name as x",
  "$select=customer/name",
  "$select=customer%2Fname",
  "$orderby=customer/name",
  "$filter=customer/any(c:c/id eq 1)",
  "$filter=name eq 'x' and customer/id eq 1",
  "$filter=id in $root/customer",
  "filter=customer/id eq 1",
  "$entity=customer",
  "$batch",
];
for (const query of refused) {
  test(`refuses ${query}`, () => assert.equal(odataOptionRefusal(query), "query.option-refused"));
}

for (const query of ["%u0024expand=customer", "$select=customer%u002fname", "$filter=a%c0%afb eq 1", "$orderby=%"]) {
  test(`refuses ${query}, which every reader decodes to another text`, () =>
    assert.equal(odataOptionRefusal(query), "query.malformed"));
}

test("whatever the query, it is judged; an expand is never overlooked, however it is written", () => {
  const noise = fc.string({ maxLength: 8 }).filter((text) => !/[&;=+%#]/.test(text));
  const spelled = fc.array(fc.nat(2), { minLength: 7, maxLength: 7 }).map((letters) =>
    letters
      .map((how, index) => {
        const letter = "$expand".charAt(index);
        if (how === 0) return letter;
        if (how === 1) return letter.toUpperCase();
        return `%${letter.charCodeAt(0).toString(16)}`;
      })
      .join(""),
  );
  fc.assert(
    fc.property(noise, spelled, noise, (before, name, after) => {
      assert.equal(odataOptionRefusal(`a=${before}&${name}=${after}`), "query.option-refused");
    }),
  );
  fc.assert(fc.property(fc.string(), (query) => void odataOptionRefusal(query)));
});
