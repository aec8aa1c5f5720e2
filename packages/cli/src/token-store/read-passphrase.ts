import type { Io } from "../command.ts";
import { UsageError } from "../usage-error.ts";

export interface PassphrasePlaces {
  /** What `--passphrase-file` gave. */
  readonly file: string | undefined;
  /** The environment variable to look in. */
  readonly variable: string;
  readonly question: string;
  /** Asked twice: a slip in a new passphrase would be found when it is too late. */
  readonly twice: boolean;
  readonly command: string;
}

/**
 * A passphrase from a file, the environment or a person, in this order; never from an argument, which everybody on the computer can
 * read. The last line break of a file is not part of it.
 */
export async function readPassphrase(places: PassphrasePlaces, io: Io): Promise<string> {
  const { file, variable, command } = places;
  const given =
    file === undefined
      ? io.env[variable]
      : await fromFile(process.getBuiltinModule("node:path").resolve(io.cwd, file), command);
  if (given !== undefined && given !== "") return given;
  if (!io.canAsk)
    throw new UsageError(
      [`there is no passphrase: give --passphrase-file FILE, set ${variable}, or run it in a terminal`],
      command,
    );
  const first = await io.ask(places.question, { hidden: true });
  if (first === "") throw new UsageError(["the passphrase is empty"], command);
  if (places.twice && (await io.ask("the same again: ", { hidden: true })) !== first)
    throw new UsageError(["the two are not the same; nothing was done"], command);
  return first;
}

async function fromFile(file: string, command: string): Promise<string> {
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  try {
    return (await readFile(file, "utf8")).replace(/\r?\n$/, "");
  } catch (error) {
    throw new UsageError([`--passphrase-file ${file}: ${(error as Error).message}`], command);
  }
}
