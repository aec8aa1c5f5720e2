/**
 * A reporter for `node --test`: the ten files that took longest, and how many there were. It says, and fails nothing:
 * how long a file takes depends on the machine, but growth should be seen by whoever causes it.
 */

/** The two kinds of event that say enough; there are more. */
interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name?: string;
    readonly nesting?: number;
    readonly details?: { readonly duration_ms?: number };
  };
}

const SHOWN = 10;

// oxlint-disable-next-line import/no-default-export -- Node takes a reporter from a module's default export only
export default async function* slowestFiles(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const files: { name: string; ms: number }[] = [];
  for await (const { type, data } of events) {
    const { name, nesting, details } = data;
    // A file is called after its path, whether it is a process of its own or a suite among others of a group.
    if (type !== "test:complete" || nesting !== 0 || name?.endsWith(".test.ts") !== true) continue;
    files.push({ name, ms: details?.duration_ms ?? 0 });
  }
  const slowest = files.toSorted((one, other) => other.ms - one.ms).slice(0, SHOWN);
  yield `The slowest of ${files.length} files:\n`;
  for (const { name, ms } of slowest) yield `${(ms / 1000).toFixed(1).padStart(7)} s  ${name}\n`;
}
