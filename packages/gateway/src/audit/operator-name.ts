/** A name as it may stand in an audit row: on one line, and of a length that a row can have. Nobody is nameless there. */
export function operatorName(given: string): string {
  const name = given
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, 100);
  return name === "" ? "unnamed" : name;
}
