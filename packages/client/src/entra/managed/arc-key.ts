import { open } from "node:fs/promises";
import { posix, win32 } from "node:path";
import { notHere } from "./managed-host.ts";

/** A key file is no longer than that (official). */
const MAX_BYTES = 4096;

/**
 * Reads the key that the agent of Azure Arc wrote for this very request. Whoever answers in the agent's place must not be able to
 * have another file read: it has to lie in the agent's own folder.
 *
 * @param challenge the `WWW-Authenticate` header of its answer
 */
export async function readArcKey(challenge: string, keyFolder: string, platform: NodeJS.Platform): Promise<string> {
  const path = platform === "win32" ? win32 : posix;
  const named = /\bBasic\s+realm="?([^",]+)"?/i.exec(challenge)?.[1]?.trim();
  if (named === undefined) throw notHere("the agent of Azure Arc named no key file");
  const file = path.resolve(named);
  const isOwn = path.dirname(file).toLowerCase() === path.resolve(keyFolder).toLowerCase() && file.endsWith(".key");
  if (!isOwn) throw notHere("the agent of Azure Arc named a file that is not one of its keys");
  return readShort(file);
}

async function readShort(file: string): Promise<string> {
  try {
    await using handle = await open(file, "r");
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES + 1), 0, MAX_BYTES + 1, 0);
    if (bytesRead <= MAX_BYTES) return buffer.toString("utf8", 0, bytesRead).trim();
  } catch {
    throw notHere("the key file of Azure Arc cannot be read: the program's user has to be a member of himds");
  }
  throw notHere("the key file of Azure Arc is longer than a key");
}
