import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { escapeXml } from "../../src/http/xml.ts";
import { readXml } from "../../src/prophet21/read-xml.ts";

test("elements, texts, entities and namespaces", () => {
  const root = readXml(
    `<?xml version="1.0"?><!-- c --><a xmlns="one" xmlns:p="two"><p:b x='1'>&lt;t&gt;</p:b><c/></a>`,
  );
  assert.deepEqual([root?.name, root?.namespace, root?.children.map(({ name }) => name)], ["a", "one", ["b", "c"]]);
  assert.deepEqual([root?.children[0]?.namespace, root?.children[0]?.text], ["two", "<t>"]);
});

test("what is not well-formed is refused", () => {
  const deep = `${"<a>".repeat(100)}${"</a>".repeat(100)}`;
  for (const text of [
    "",
    "text",
    "<a>",
    "<a></b>",
    "</a>",
    "<a/><b/>",
    "<a/>text",
    "<a b=c/>",
    "<!DOCTYPE a><a/>",
    deep,
  ])
    assert.equal(readXml(text), undefined, text.slice(0, 20));
});

test("property: any text comes back from its element", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((text) => !/[\u0000-\u001f]/.test(text)),
      (text) => {
        assert.equal(readXml(`<a>${escapeXml(text)}</a>`)?.text, text);
      },
    ),
  );
});

test("property: garbage neither throws nor takes long", () => {
  const scraps = fc.constantFrom(
    "<",
    ">",
    "/",
    "a",
    "&",
    ";",
    '"',
    "'",
    " ",
    "=",
    "<!--",
    "-->",
    "<?",
    "?>",
    "xmlns",
    ":",
    "lt",
  );
  fc.assert(fc.property(fc.array(scraps, { maxLength: 200 }), (pieces) => void readXml(pieces.join(""))));
});
