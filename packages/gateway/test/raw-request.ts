import { connect } from "node:net";

/**
 * Sends bytes as they are and gives back all that comes until the other side closes, or until `enough` says so.
 */
export function sendRaw(
  port: number,
  bytes: string | Buffer,
  enough: (text: string) => boolean = hasWholeAnswer,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let text = "";
    const done = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(60_000, () => {
      socket.destroy();
      reject(new Error(`No whole answer within a minute; so far: ${JSON.stringify(text.slice(0, 300))}`));
    });
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (enough(text)) done();
    });
    socket.on("end", done);
    socket.on("error", done);
  });
}

/** Status of the first answer in a text. */
export const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);

function hasWholeAnswer(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1];
  if (length !== undefined) return text.length >= end + 4 + Number(length);
  return /^HTTP\/1\.1 (?:204|304) /.test(text) || text.includes("0\r\n\r\n", end);
}
