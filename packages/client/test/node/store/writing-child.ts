/** A process of crash.test.ts that is killed in the middle of its writes. It says when each is done. */
import { renameSync } from "node:fs";
import { createFileTokenStore } from "../../../src/node/index.ts";

const [file = "", keyFile = "", killAt = ""] = process.argv.slice(2);
let renames = 0;
const store = createFileTokenStore({
  file,
  key: { kind: "key-file", file: keyFile },
  privateFiles: {
    rename: (from, to) => {
      renames += 1;
      if (String(renames) === killAt) process.kill(process.pid, "SIGKILL");
      renameSync(from, to);
    },
  },
});
for (let n = 1; n <= 200; n += 1) {
  await store.write("k", { token: `token-${String(n)}`, obtainedAtMs: n, expiresAtMs: undefined });
  process.send?.(n);
}
// However late the kill comes, it does not find this process gone: only its parent's end is another end.
process.on("message", () => undefined);
