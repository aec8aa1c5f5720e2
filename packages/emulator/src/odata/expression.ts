/** The type of a literal or of a whole expression; `null` fits everywhere. */
export type ValueType = "string" | "number" | "boolean" | "date" | "guid" | "null";

export type CompareOperator = "eq" | "ne" | "gt" | "ge" | "lt" | "le";
export type ArithmeticOperator = "add" | "sub" | "mul" | "div" | "mod";

/** A `$filter` as a tree. Dates are epoch milliseconds, GUIDs lower-case texts. */
export type Expression =
  | { readonly kind: "literal"; readonly type: ValueType; readonly value: string | number | boolean | null }
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: "compare";
      readonly operator: CompareOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "logic"; readonly operator: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "in"; readonly left: Expression; readonly values: readonly Expression[] };
