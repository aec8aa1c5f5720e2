/** A piece of a `$filter`. */
export interface FilterToken {
  /** `name`: a column; `word`: an operator or function; `any`: a shape's `?`. */
  readonly kind: "literal" | "name" | "word" | "mark" | "any";
  readonly text: string;
}

const WORDS: ReadonlySet<string> = new Set(
  "eq ne gt ge lt le and or not in add sub mul div mod has contains startswith endswith substringof substring indexof length tolower toupper trim concat year month day hour minute second date time now round floor ceiling".split(
    " ",
  ),
);
const TOKEN =
  /\s*(?:((?:datetime|datetimeoffset|guid|time|duration)?'(?:[^']|'')*'|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[mMlLfFdD]?|(?:true|false|null)(?!\w))|([A-Za-z_]\w*)|([(),])|(\?))/y;

/** Reads a caller's `$filter`; undefined where anything in it is not understood, as a path to another table. */
export function readFilter(text: string): readonly FilterToken[] | undefined {
  const tokens = tokensOf(text);
  return tokens?.some(({ kind }) => kind === "any") === true ? undefined : tokens;
}

/** Reads a form that a `$filter` may have: one with `?` in the place of literals. */
export function readShape(text: string): readonly FilterToken[] | undefined {
  const tokens = tokensOf(text);
  return tokens?.length === 0 ? undefined : tokens;
}

/** Whether a filter has this form: the same in every piece, but for blanks, and a literal wherever the form has `?`. */
export function matchesShape(filter: readonly FilterToken[], shape: readonly FilterToken[]): boolean {
  return (
    filter.length === shape.length &&
    shape.every(({ kind, text }, at) => {
      const given = filter[at];
      return kind === "any" ? given?.kind === "literal" : given?.kind === kind && given.text === text;
    })
  );
}

function tokensOf(text: string): readonly FilterToken[] | undefined {
  const tokens: FilterToken[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const [, literal, word, mark, any] = TOKEN.exec(trimmed) ?? [];
    if (literal !== undefined) tokens.push({ kind: "literal", text: literal });
    else if (word !== undefined) tokens.push({ kind: WORDS.has(word) ? "word" : "name", text: word });
    else if (mark !== undefined) tokens.push({ kind: "mark", text: mark });
    else if (any !== undefined) tokens.push({ kind: "any", text: any });
    else return undefined;
  }
  return tokens;
}
