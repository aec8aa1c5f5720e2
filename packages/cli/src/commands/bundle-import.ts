import { configOption, defineCommand, jsonOption, type Command, type Io } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { openStore } from "../open-connections.ts";
import { printJson } from "../output/json.ts";
import { plainLine } from "../output/plain-text.ts";
import { readPassphrase } from "../token-store/read-passphrase.ts";
import { storeForLogin } from "../token-store/store-for-login.ts";
import { UsageError } from "../usage-error.ts";

const name = "bundle import";
const MAX_BYTES = 16 * 1024 * 1024;

/** `erpgate bundle import`: the other end of `erpgate bundle export`. */
export const bundleImport: Command = defineCommand(
  {
    name,
    summary: "takes a bundle of erpgate bundle export into this machine's token store",
    forms: ["[FILE|-] [--passphrase-file FILE] [--no-keychain] [--json]"],
    details: [
      "Reads the bundle from the file or from standard input, and the passphrase from --passphrase-file, from ERPGATE_BUNDLE_PASSPHRASE, or from whoever sits at the terminal. A bundle that is late, changed or met with a wrong passphrase changes nothing.",
    ],
    positionals: { min: 0, max: 1, what: "at most one FILE" },
    options: {
      config: configOption,
      "passphrase-file": {
        kind: "text",
        value: "FILE",
        help: "the passphrase; the file's last line break is not part of it",
      },
      "no-keychain": { kind: "flag", help: "a store that is made now has its key in a file" },
      json: jsonOption,
    },
    examples: [{ line: "erpgate bundle import bundle.txt", what: "asks for the passphrase" }],
  },
  async ({ options, positionals: [file = "-"], io }) => {
    const found = await openStore(options.config, name, io);
    const text = await readBundle(file, io);
    const passphrase = await readPassphrase(
      {
        file: options["passphrase-file"],
        variable: "ERPGATE_BUNDLE_PASSPHRASE",
        question: "passphrase of the bundle: ",
        twice: false,
        command: name,
      },
      io,
    );
    const { openBundle } = await import("@erpgate/client/node");
    const tokens = await openBundle(text, { passphrase, nowMs: io.now() });
    const store = await storeForLogin(found, options["no-keychain"], io);
    await store.add(tokens);
    if (options.json) printJson(io.stdout, { imported: tokens.size, tokenStore: store.file });
    else
      io.stdout.write(
        plainLine(`imported: ${tokens.size === 1 ? "1 login" : `${String(tokens.size)} logins`}, into ${store.file}`) +
          "\n",
      );
    return exitCode.ok;
  },
);

async function readBundle(file: string, io: Io): Promise<string> {
  if (file === "-") return new TextDecoder().decode(await io.readInput(MAX_BYTES));
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  try {
    return await readFile(process.getBuiltinModule("node:path").resolve(io.cwd, file), "utf8");
  } catch (error) {
    throw new UsageError([`${file}: ${(error as Error).message}`], name);
  }
}
