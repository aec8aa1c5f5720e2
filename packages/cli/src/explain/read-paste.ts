import type { Io } from "../command.ts";

const MAX_INPUT_BYTES = 64 * 1024 * 1024;
/** Of a larger file the beginning and the end are read: what is between would be cut out anyway. */
const HEAD_BYTES = 16 * 1024 * 1024;
const TAIL_BYTES = 512 * 1024;

/**
 * The text to explain: of a file, or of standard input for `-`. Windows writes UTF-16 with a byte order mark; anything else
 * is read as UTF-8, broken or not.
 *
 * @throws Error with code `INPUT_UNREADABLE` when the file cannot be read
 */
export async function readPaste(file: string, io: Io): Promise<string> {
  try {
    return decoded(file === "-" ? await io.readInput(MAX_INPUT_BYTES) : await readFileBounded(file, io.cwd));
  } catch (error) {
    throw Object.assign(
      new Error(`cannot read ${file === "-" ? "standard input" : JSON.stringify(file)}: ${reasonOf(error)}`),
      {
        code: "INPUT_UNREADABLE",
        fix: "Name a text file, or pipe the text in: erpgate explain - < paste.txt",
      },
    );
  }
}

async function readFileBounded(file: string, cwd: string): Promise<Uint8Array> {
  const { open } = process.getBuiltinModule("node:fs/promises");
  const path = process.getBuiltinModule("node:path");
  await using handle = await open(path.resolve(cwd, file), "r");
  const { size } = await handle.stat();
  if (size <= HEAD_BYTES + TAIL_BYTES) return await handle.readFile();
  const head = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const tail = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, size - TAIL_BYTES);
  return Buffer.concat([
    head.buffer.subarray(0, head.bytesRead),
    Buffer.from("\n"),
    tail.buffer.subarray(0, tail.bytesRead),
  ]);
}

function decoded(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  return error instanceof RangeError ? error.message : typeof code === "string" ? code : "it could not be read";
}
