/**
 * What a YAML error means and what to do, by the reader's error code. The reader's own messages are not used: some of them
 * quote the text, which may be a password.
 */
export function syntaxFault(code: string): { message: string; fix: string } {
  const [message, fix] = FAULTS[code] ?? [
    "is not valid YAML here",
    "Check quotes, colons and indentation around this place.",
  ];
  return { message, fix };
}

const QUOTE = "Put the value in quotes if it holds : # { } [ ] , & * ! | > % @ or a backtick.";

const FAULTS: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  BAD_ALIAS: ["an alias (*name) stands for nothing", `Define &name before it. ${QUOTE}`],
  ALIAS_PROPS: ["an alias (*name) cannot carry an anchor or a tag", "Remove the anchor or the tag."],
  BAD_DQ_ESCAPE: [
    "a text in double quotes holds a backslash that escapes nothing",
    "Double the backslash, or use single quotes.",
  ],
  BAD_INDENT: [
    "the indentation does not fit the lines above",
    "Indent what belongs together by the same number of blanks.",
  ],
  BAD_SCALAR_START: ["a value begins with a character that YAML keeps for itself", QUOTE],
  BLOCK_AS_IMPLICIT_KEY: ["a line holds a second key: value", `Give it a line of its own. ${QUOTE}`],
  MULTILINE_IMPLICIT_KEY: [
    "a key goes over several lines",
    "Check that the line before ends its quotes and has its colon.",
  ],
  MISSING_CHAR: [
    "a quote, a comma, a colon or a bracket is missing",
    "Close what was opened, and put a blank after each colon.",
  ],
  MULTIPLE_DOCS: ["a second document begins (---)", "Keep one document per file."],
  NON_STRING_KEY: ["a key is not a text", "Use plain words as keys."],
  TAB_AS_INDENT: ["a tab is used for indentation", "Use blanks."],
  TAG_RESOLVE_FAILED: ["a tag (!name) means nothing here", QUOTE],
  UNEXPECTED_TOKEN: ["something stands here that does not belong here", QUOTE],
  RESOURCE_EXHAUSTION: ["goes too deep", "Write it out flatter."],
};
