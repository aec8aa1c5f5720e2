import assert from "node:assert/strict";
import { test } from "node:test";
import { createSessionOwners } from "../../src/cluster/session-owners.ts";

test("a caller's sessions are the worker's that was asked first, until that is gone", () => {
  const owners = createSessionOwners();
  assert.equal(owners.ownerOf("ann", "one"), "one");
  assert.equal(owners.ownerOf("ann", "two"), "one");
  assert.equal(owners.ownerOf("bob", "two"), "two");
  owners.forget("one");
  assert.equal(owners.ownerOf("ann", "two"), "two");
  assert.equal(owners.ownerOf("bob", "one"), "two");
});

test("who was not heard of for longest is forgotten first, so that callers who never come again fill no memory", () => {
  const owners = createSessionOwners();
  owners.ownerOf("ann", "one");
  owners.ownerOf("bob", "one");
  for (let number = 0; number < 9998; number += 1) owners.ownerOf(`caller ${number}`, "one");
  assert.equal(owners.ownerOf("ann", "two"), "one");
  owners.ownerOf("one too many", "one");
  assert.equal(owners.ownerOf("ann", "two"), "one");
  assert.equal(owners.ownerOf("bob", "two"), "two");
});
