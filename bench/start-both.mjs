// Starts one command and, once its port listens, another, for a peer that is two programs. Ends both when it is ended.
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as waitMs } from "node:timers/promises";

const [first, second, port] = JSON.parse(process.argv[2]);
const children = [];

function start({ cmd, argv, env }) {
  const child = spawn(cmd, argv, { stdio: "inherit", env: { ...process.env, ...env } });
  child.once("exit", stop);
  children.push(child);
}

function stop() {
  for (const child of children) child.kill("SIGTERM");
}

const listens = (at) =>
  new Promise((resolve) => {
    const socket = connect(at, "127.0.0.1", () => resolve(socket.destroy() && true)).on("error", () => resolve(false));
  });

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
start(first);
while (children[0].exitCode === null && !(await listens(port))) await waitMs(20);
start(second);
