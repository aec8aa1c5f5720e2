/** Whether a text is what a screen promised, where `…` stands for any text in between. */
export function matchesAnswer(text: string, promise: string): boolean {
  const pattern = promise.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join("[^]*?")}`).test(text);
}
