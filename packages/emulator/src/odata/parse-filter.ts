import type { Expression } from "./expression.ts";
import { parseExpression } from "./parse-expression.ts";
import { createTokenReader } from "./token-reader.ts";

/** A `$filter` as a tree. Throws ODataError of kind `syntax`. */
export function parseFilter(text: string): Expression {
  const reader = createTokenReader(text);
  const filter = parseExpression(reader);
  if (reader.peek().kind !== "end") reader.fail();
  return filter;
}

/** Does the operator `in` occur anywhere in the tree? One server drops the whole filter then. */
export function usesIn(node: Expression): boolean {
  switch (node.kind) {
    case "literal":
    case "property":
      return false;
    case "in":
      return true;
    case "call":
      return node.args.some(usesIn);
    case "not":
      return usesIn(node.operand);
    case "compare":
    case "arithmetic":
    case "logic":
      return usesIn(node.left) || usesIn(node.right);
  }
}
