import type { Io } from "../command.ts";
import { UsageError } from "../usage-error.ts";

const MAX_STDIN_BYTES = 64 * 1024 * 1024;

/**
 * What `--data` stands for: the text itself, `@file`, or `-` for standard input.
 * @throws UsageError when the file cannot be read
 */
export async function readBody(data: string | undefined, io: Io): Promise<Uint8Array | undefined> {
  if (data === undefined) return undefined;
  if (data === "-" || data === "@-") return io.readInput(MAX_STDIN_BYTES);
  if (!data.startsWith("@")) return new TextEncoder().encode(data);
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  try {
    return await readFile(data.slice(1));
  } catch (error) {
    throw new UsageError([`--data ${data}: ${(error as Error).message}`], "request");
  }
}
