import type { ReferenceFault } from "./reference.ts";

/** A command that asks a vault takes seconds; one that waits for a person never ends. */
const MOST_MS = 30_000;
const MOST_BYTES = 64 * 1024;

/**
 * What the command of an `${exec:…}` prints. It runs without a shell, so nothing in it is expanded; what it prints on stderr is not
 * shown, because it may hold what it should not.
 *
 * @param folder where it runs
 * @param most how long it may take, in milliseconds
 */
export function runReference(
  command: string,
  folder: string,
  most: number = MOST_MS,
): Promise<string | ReferenceFault> {
  const [program = "", ...words] = splitWords(command);
  const options = { cwd: folder, timeout: most, maxBuffer: MOST_BYTES, encoding: "utf8", windowsHide: true } as const;
  const { execFile } = process.getBuiltinModule("node:child_process");
  return new Promise((resolve) => {
    const child = execFile(program, words, options, (error, stdout) => {
      resolve(error === null ? printed(stdout, program) : failed(error, program, most));
    });
    child.stdin?.end();
  });
}

/** Words parted by blanks; `"…"` holds blanks together. */
function splitWords(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

function printed(stdout: string, program: string): string | ReferenceFault {
  const value = stdout.replace(/\r?\n$/, "");
  if (value !== "") return value;
  return { message: `runs ${JSON.stringify(program)}, which printed nothing`, fix: "Run it by hand and see." };
}

function failed(error: Error & { code?: unknown; killed?: boolean }, program: string, most: number): ReferenceFault {
  const shown = JSON.stringify(program);
  const fix = "Run it by hand, as the user that this program runs as.";
  if (error.code === "ENOENT")
    return { message: `runs ${shown}, which is not there`, fix: "Correct its name, or give its whole path." };
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER")
    return { message: `runs ${shown}, which printed more than 64 KiB`, fix };
  if (error.killed === true) return { message: `runs ${shown}, which was not done after ${most} ms`, fix };
  return { message: `runs ${shown}, which failed (${String(error.code)})`, fix };
}
