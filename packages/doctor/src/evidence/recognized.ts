/** Words that decide, as they should have been read. */
const WORDS: readonly string[] = [
  ..."expired invalid certificate failed password username denied access unauthorized forbidden refused license".split(
    " ",
  ),
  ..."exceeded missing connection resolve disabled locked timeout Kinetic ErrorType ErrorMessage verify".split(" "),
];
const LONGEST_PHOTO = 20_000;
const CONFUSED: Readonly<Record<string, string>> = { l: "i", "1": "i", "|": "i", "!": "i", "0": "o", "5": "s", v: "y" };

/**
 * Takes back what a camera, a fax and the recognition of letters make of the words that decide: `lnvalid`, `passw0rd`,
 * `explred`. Any other word is left alone.
 */
export function recognized(text: string): string {
  if (text.length > LONGEST_PHOTO) return text;
  const known = new Map(WORDS.map((word) => [shapeOf(word), word]));
  return text.replace(/[A-Za-z01|!5]{3,14}/g, (word) => {
    const meant = /[A-Za-z].*[A-Za-z]/.test(word) ? known.get(shapeOf(word)) : undefined;
    return meant === undefined || meant.toLowerCase() === word.toLowerCase() ? word : meant;
  });
}

/** What is left of a word when letters that look alike are one. */
function shapeOf(word: string): string {
  return word.toLowerCase().replace(/[l1|!05v]/g, (letter) => CONFUSED[letter] ?? letter);
}
