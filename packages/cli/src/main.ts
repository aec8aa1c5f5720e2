// The way in from bin/erpgate.cjs. `--version` is answered before anything else is loaded: `process.stdout` alone costs
// 4 ms of a start of 23, so it writes to the descriptor itself.
const words = process.argv.slice(2);

if (words[0] === "--version" || words[0] === "-V") {
  printVersion();
} else {
  const { run } = await import("./run.ts");
  const { systemIo } = await import("./system-io.ts");
  process.exitCode = await run(words, systemIo());
}

function printVersion(): void {
  const { readFileSync, writeSync } = process.getBuiltinModule("node:fs");
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  try {
    writeSync(1, `${version}\n`);
  } catch (error) {
    // Nobody reads any more (`erpgate --version | true`): not worth a word.
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}
