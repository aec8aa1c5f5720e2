/** A variable part of an address, or an option of its query. */
export interface DescribedPart {
  readonly description: string;
  /** One that an ERP could have; the call with it is judged, to see whether all of its kind are open. */
  readonly example: string;
}

/** An option of the query, with what the scope holds it to. */
export interface DescribedOption {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  /** JSON Schema. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** A call that a scope entry may open, for a description of it. The judge of calls has the last word. */
export interface DescribedCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the connection's base URL, with its variable parts in braces. */
  readonly path: string;
  readonly summary: string;
  readonly parts: Readonly<Record<string, DescribedPart>>;
  readonly query: readonly DescribedOption[];
}

/** OData's options, as far as nothing limits them. */
export const ODATA_OPTIONS: readonly DescribedOption[] = [
  { name: "$select", required: false, description: "Columns.", schema: { type: "string" } },
  { name: "$filter", required: false, description: "Which rows.", schema: { type: "string" } },
  { name: "$orderby", required: false, description: "In which order.", schema: { type: "string" } },
  { name: "$top", required: false, description: "How many at most.", schema: { type: "integer", minimum: 0 } },
  { name: "$skip", required: false, description: "After how many.", schema: { type: "integer", minimum: 0 } },
];
