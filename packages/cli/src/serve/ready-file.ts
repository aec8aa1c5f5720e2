/** `--ready-file`, or another option like it, names a place that cannot be written. */
class ReadyFileError extends Error {
  override readonly name = "ReadyFileError";
  readonly code = "READY_FILE_UNWRITABLE";
  readonly fix = "Name a file in a folder that exists and that this user may write to.";

  constructor(option: string, file: string, cause: NodeJS.ErrnoException) {
    super(`${option} ${file} cannot be written (${cause.code ?? cause.name})`, { cause });
  }
}

/**
 * Writes the ready line to a file that others wait for: complete the moment it appears, and gone when the process stops.
 * @throws ReadyFileError naming the file and the reason
 */
export function writeReadyFile(file: string, document: unknown): Disposable {
  return writeFileWhileRunning("--ready-file", file, `${JSON.stringify(document)}\n`);
}

/**
 * The same with any text, for another option.
 * @throws ReadyFileError naming the option, the file and the reason
 */
export function writeFileWhileRunning(option: string, file: string, text: string): Disposable {
  const { rmSync } = process.getBuiltinModule("node:fs");
  writeWhole(option, file, text);
  const remove = (): void => rmSync(file, { force: true });
  // Also when the process ends without unwinding, as a second Ctrl-C does.
  process.once("exit", remove);
  return {
    [Symbol.dispose]: () => {
      remove();
      process.off("exit", remove);
    },
  };
}

function writeWhole(option: string, file: string, text: string): void {
  const { renameSync, writeFileSync } = process.getBuiltinModule("node:fs");
  const unfinished = `${file}.${String(process.pid)}`;
  try {
    writeFileSync(unfinished, text, { mode: 0o600 });
    renameSync(unfinished, file);
  } catch (error) {
    throw new ReadyFileError(option, file, error as NodeJS.ErrnoException);
  }
}
