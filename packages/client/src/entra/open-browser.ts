import { spawn } from "node:child_process";
import { ErpgateError } from "../errors.ts";

/** The program that opens an address in the user's browser. */
export function browserCommand(platform: NodeJS.Platform, url: string): readonly [program: string, ...args: string[]] {
  if (platform === "darwin") return ["open", url];
  // Not `start`: the command interpreter would read the & of the address.
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  return ["xdg-open", url];
}

/** Opens an address in the user's browser and waits for no more than that the program was found. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  const [program, ...args] = browserCommand(platform, url);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "ignore", detached: true });
    child.once("spawn", () => {
      child.unref();
      resolve();
    });
    child.once("error", (cause) =>
      reject(
        new ErpgateError(
          "TOKEN_SIGN_IN_REQUIRED",
          `no browser can be opened here (${program} is not there): sign in by device code, or give "openBrowser"`,
          { cause },
        ),
      ),
    );
  });
}
