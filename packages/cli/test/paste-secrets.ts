/** A paste in which every place that usually holds a secret holds one of ours. */
export interface Planted {
  readonly text: string;
  readonly places: number;
}

/** Places are told by what stands before them: names of headers and members, and forms that only credentials have. */
const PLACES: readonly ((text: string, put: (secret: string) => string) => string)[] = [
  // Authorization: Basic, whatever notation surrounds it.
  (text, put) =>
    text.replace(/(\bBasic )([A-Za-z0-9+/]{6,}={0,2})(?![\w-])/g, (all, word: string, pair: string) => {
      const plain = Buffer.from(pair, "base64").toString("utf8");
      return plain.includes(":") ? `${word}${put(`${plain.slice(0, plain.indexOf(":"))}:`)}` : all;
    }),
  // The signature of a token: the claims stay readable.
  (text, put) => text.replace(/\b(eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.)[\w-]{8,}/g, (_, head: string) => `${head}${put("")}`),
  // Headers, members and parameters that are called after what they hold.
  (text, put) =>
    text.replace(
      /((?:x-api-key|api-key|apikey|password|client_?secret|consumer_?key|appkey|refresh_?token)["'\\]{0,2}(?:: ?|=)["'\\]{0,2})([^\s"'\\&,;<>(){}$[\]]{6,})/gi,
      (_, name: string) => `${name}${put("")}`,
    ),
  // A HAR's pairs of name and value.
  (text, put) =>
    text.replace(
      /("name": ?"(?:x-api-key|api-key|password|consumer_?key|client_secret)", ?"value": ?")([^"]{6,})/gi,
      (_, name: string) => `${name}${put("")}`,
    ),
  // Kinetic says the key again, and Prophet 21 the consumer key.
  (text, put) => text.replace(/(Invalid API Key )([^\s"'\\.<]{6,})/g, (_, before: string) => `${before}${put("")}`),
  (text, put) => text.replace(/(Consumer Key: )([^\s"'\\.<]{6,})/g, (_, before: string) => `${before}${put("")}`),
  // curl -u user:password, and user information in an address.
  (text, put) =>
    text.replace(/((?:-u|--user) ["']?[^\s:"'/]{1,60}:)([^\s"']{3,})/g, (_, before: string) => `${before}${put("")}`),
  (text, put) =>
    text.replace(/(:\/\/[\w.%-]{1,60}:)([^\s@/"']{3,})(?=@)/g, (_, before: string) => `${before}${put("")}`),
];

/** Puts a secret of ours wherever the paste shows one. A Basic pair is encoded with its user. */
export function plant(text: string, secret: string): Planted {
  let places = 0;
  const put = (before: string): string => {
    places += 1;
    return before === "" ? secret : Buffer.from(`${before}${secret}`, "utf8").toString("base64");
  };
  const planted = PLACES.reduce((said, place) => place(said, put), text);
  return { text: planted, places };
}
