const BLANK = "[redacted]";

/** Query parameters whose values are credentials, whoever reads them. */
const SECRET_PARAMETERS =
  /([?&](?:api-key|x-api-key|apikey|password|pwd|access_token|token|client_?secret|consumer_?key|appkey)=)[^&#\s]*/gi;

/**
 * Makes a function that takes credentials out of a text: values of parameters that are credentials by name, and every secret
 * the emulator knows, raw or percent-encoded. Secrets under four characters are left to the first rule, since blanking
 * "a" would make the text unreadable and hide nothing.
 */
export function createSecretBlanker(secrets: readonly string[]): (text: string) => string {
  const long = secrets.filter((secret) => secret.length >= 4);
  const spellings = [...new Set(long.flatMap((secret) => [secret, encodeURIComponent(secret)]))];
  return (text) =>
    spellings.reduce((left, secret) => left.replaceAll(secret, BLANK), text.replace(SECRET_PARAMETERS, `$1${BLANK}`));
}
