import { packError, type PackedError, unpackError } from "./packed-error.ts";

/** One end of a pipe that carries messages, in order. */
export interface Port {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the other end is gone. */
  onGone(listener: () => void): void;
}

/** What one end offers to the other: functions whose arguments and results can be sent. */
export type Calls = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Calls functions at the other end. */
export type Caller<Remote extends Calls> = <Name extends keyof Remote & string>(
  name: Name,
  ...args: Parameters<Remote[Name]>
) => Promise<Awaited<ReturnType<Remote[Name]>>>;

/** The other end died, or hung up, before it answered. */
export class PeerGone extends Error {
  override readonly name = "PeerGone";
}

interface Call {
  readonly erpgate: "call";
  readonly id: number;
  readonly name: string;
  readonly args: never[];
}

interface Answer {
  readonly erpgate: "answer";
  readonly id: number;
  readonly value?: unknown;
  readonly error?: PackedError;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Serves `own` to the other end. @returns calls what the other end serves */
export function openChannel<Remote extends Calls>(port: Port, own: Calls): Caller<Remote> {
  const waiting = new Map<number, Waiting>();
  let count = 0;
  let gone = false;

  async function serve({ id, name, args }: Call): Promise<void> {
    try {
      const value = await own[name]?.(...args);
      port.send({ erpgate: "answer", id, value });
    } catch (error) {
      port.send({ erpgate: "answer", id, error: packError(error) });
    }
  }

  port.onMessage((message) => {
    if (isCall(message)) return void serve(message);
    if (!isAnswer(message)) return;
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) asked?.resolve(message.value as never);
    else asked?.reject(unpackError(message.error));
  });
  port.onGone(() => {
    gone = true;
    for (const { reject } of waiting.values()) reject(new PeerGone("The other process is gone."));
    waiting.clear();
  });
  return (name, ...args) =>
    new Promise((resolve, reject) => {
      if (gone) return reject(new PeerGone("The other process is gone."));
      const id = (count += 1);
      waiting.set(id, { resolve, reject });
      port.send({ erpgate: "call", id, name, args });
    });
}

const isCall = (message: unknown): message is Call => kindOf(message) === "call";
const isAnswer = (message: unknown): message is Answer => kindOf(message) === "answer";

function kindOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "erpgate" in message ? message.erpgate : undefined;
}
