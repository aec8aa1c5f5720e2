import type { ArithmeticOperator, Expression } from "./expression.ts";
import type { TokenReader } from "./token-reader.ts";

/**
 * A boolean expression by recursive descent, loosest binding first: or, and, not, comparison, sums, products, and what
 * stands alone. This is the grammar of OData 3 and 4 alike; what differs between them (which functions exist,
 * whether `in` does) is checked afterwards, against the dialect.
 */
export function parseExpression(reader: TokenReader): Expression {
  return reader.nested(() =>
    parseChain(reader, parseAnd, (operator, left, right) => ({ kind: "logic", operator, left, right }), "or"),
  );
}

function parseAnd(reader: TokenReader): Expression {
  return parseChain(reader, parseNot, (operator, left, right) => ({ kind: "logic", operator, left, right }), "and");
}

function parseNot(reader: TokenReader): Expression {
  if (reader.take("not") === undefined) return parseComparison(reader);
  return reader.nested(() => ({ kind: "not", operand: parseNot(reader) }));
}

function parseComparison(reader: TokenReader): Expression {
  const left = parseSum(reader);
  if (reader.take("in") !== undefined) return { kind: "in", left, values: parseList(reader) };
  const operator = reader.take("eq", "ne", "gt", "ge", "lt", "le");
  return operator === undefined ? left : { kind: "compare", operator, left, right: parseSum(reader) };
}

function parseSum(reader: TokenReader): Expression {
  return parseChain(reader, parseProduct, arithmetic, "add", "sub");
}

function parseProduct(reader: TokenReader): Expression {
  return parseChain(reader, parseOperand, arithmetic, "mul", "div", "mod");
}

function arithmetic(operator: ArithmeticOperator, left: Expression, right: Expression): Expression {
  return { kind: "arithmetic", operator, left, right };
}

/** `a or b or c` without recursion, so that a long chain costs no stack. */
function parseChain<Operator extends string>(
  reader: TokenReader,
  part: (reader: TokenReader) => Expression,
  join: (operator: Operator, left: Expression, right: Expression) => Expression,
  ...operators: readonly Operator[]
): Expression {
  let left = part(reader);
  for (let found = reader.take(...operators); found !== undefined; found = reader.take(...operators)) {
    left = join(found, left, part(reader));
  }
  return left;
}

function parseOperand(reader: TokenReader): Expression {
  if (reader.take("(") !== undefined) {
    const inner = parseExpression(reader);
    reader.expect(")");
    return inner;
  }
  const token = reader.next();
  if (token.kind === "literal") return { kind: "literal", type: token.type, value: token.value };
  if (token.kind !== "word") return reader.fail();
  const isCall = reader.peek().kind === "symbol" && reader.peek().text === "(";
  return isCall ? { kind: "call", name: token.text, args: parseList(reader) } : { kind: "property", name: token.text };
}

function parseList(reader: TokenReader): readonly Expression[] {
  const items: Expression[] = [];
  reader.expect("(");
  if (reader.take(")") !== undefined) return items;
  do items.push(parseExpression(reader));
  while (reader.take(",") !== undefined);
  reader.expect(")");
  return items;
}
