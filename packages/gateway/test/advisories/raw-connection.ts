import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** One connection that is kept as long as the gateway keeps it, for attacks that need two requests on it. */
export interface RawConnection extends Disposable {
  /** How many there have been, with the first. */
  readonly opened: number;
  /** Sends these bytes. @returns the next whole answer; its status is 0 where the other side closed before */
  ask(bytes: string | Buffer): Promise<{ readonly status: number; readonly text: string }>;
}

/** Opens one, and another where an answer said that it is the last one. Answers must say their length, or come in chunks. */
export async function openRaw(port: number): Promise<RawConnection> {
  let current = await openOne(port);
  let opened = 1;
  return {
    get opened() {
      return opened;
    },
    async ask(bytes) {
      if (current.isOver()) {
        current = await openOne(port);
        opened += 1;
      }
      return current.ask(bytes);
    },
    [Symbol.dispose]: () => current.socket.destroy(),
  };
}

async function openOne(
  port: number,
): Promise<Pick<RawConnection, "ask"> & { readonly socket: Socket; isOver(): boolean }> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let received = "";
  let changed = (): void => undefined;
  let over = false;
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    changed();
  });
  socket.on("close", () => {
    over = true;
    changed();
  });
  socket.on("error", () => undefined);
  return {
    socket,
    isOver: () => over,
    async ask(bytes) {
      socket.write(bytes);
      for (;;) {
        const length = answerLength(received);
        if (length !== undefined || over) {
          const text = received.slice(0, length);
          received = received.slice(text.length);
          over ||= /^connection: close\r$/im.test(text.slice(0, text.indexOf("\r\n\r\n") + 1));
          return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
        }
        await new Promise<void>((resolve) => (changed = resolve));
      }
    },
  };
}

/** How much of a text is its first answer; undefined while that is not whole. */
function answerLength(text: string): number | undefined {
  const head = text.indexOf("\r\n\r\n") + 4;
  if (head < 4) return undefined;
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, head))?.[1];
  const end = length === undefined ? text.indexOf("0\r\n\r\n", head) + 5 : head + Number(length);
  return end < head || end > text.length ? undefined : end;
}
