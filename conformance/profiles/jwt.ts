type Members = Readonly<Record<string, unknown>>;

const part = (token: string, at: number): Members =>
  JSON.parse(Buffer.from(token.split(".")[at] ?? "", "base64url").toString()) as Members;

/** The header of a token, not verified. */
export const headOf = (token: string): Members => part(token, 0);

/** The claims of a token, not verified. */
export const claimsOf = (token: string): Members => part(token, 1);
