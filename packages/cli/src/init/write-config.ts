import type { Io } from "../command.ts";

const HEAD = `# Connections of erpgate. Secrets are never written here, only where each is found.
#   erpgate status      who signs in, how, until when
`;

/** What became of a new connection: a file of its own, or a block to be pasted because there is one already. */
export type Written = { readonly state: "written" | "exists"; readonly file: string };

/** Makes the file, and never touches one that is there. */
export async function writeConfig(file: string, block: string, io: Io): Promise<Written> {
  const { writeFile } = process.getBuiltinModule("node:fs/promises");
  const path = process.getBuiltinModule("node:path").resolve(io.cwd, file);
  try {
    await writeFile(path, `${HEAD}\nconnections:\n${block}`, { flag: "wx" });
    return { state: "written", file: path };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return { state: "exists", file: path };
    throw error;
  }
}
