/**
 * erpgate's client as peers of the side-by-side benchmarks: suite → peer → { setup(ctx) → op }.
 *
 * ERPGATE_BENCH_FROM names a folder in which the packed packages are installed; without it the workspace's own are
 * measured (sources, when Node runs with --conditions=erpgate-source). ERPGATE_BENCH_CLIENT_TGZ names the packed client for
 * the import-cost suite, which installs it alone.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const from = process.env.ERPGATE_BENCH_FROM;

function loadClient() {
  if (from === undefined) return import("@erpgate/client");
  const entry = createRequire(join(from, "package.json")).resolve("@erpgate/client");
  return import(pathToFileURL(entry).href);
}

/** A token connection: the ERP's address is never called, only the token endpoint is. */
async function tokenConnection(ctx) {
  const { connect } = await loadClient();
  return connect({
    system: "kinetic",
    url: "https://erp.bench.invalid/ERP",
    company: "EPIC06",
    auth: {
      kind: "epicor-idp",
      tokenUrl: `${ctx.http}/tenant/oauth2/v2.0/token`,
      clientId: ctx.clientId,
      clientSecret: ctx.clientSecret,
      scope: ctx.scope,
    },
  });
}

/** A connection to the suite's server with the token it wants, and the path to call. */
async function bearerConnection(ctx) {
  const { connect } = await loadClient();
  const { origin, pathname } = new URL(ctx.url);
  const connection = connect({ system: "prophet21", url: origin, auth: { kind: "bearer", token: ctx.token } });
  return { connection, path: pathname };
}

const tgz = process.env.ERPGATE_BENCH_CLIENT_TGZ;

/** Suite name -> peers. */
export const peers = {
  "sdk-token": {
    "erpgate token()": {
      cached: true,
      async setup(ctx) {
        const connection = await tokenConnection(ctx);
        return () => connection.token();
      },
    },
  },
  "sdk-request": {
    "erpgate get()": {
      auth: "own",
      note: "own token cache and headers; parsed JSON",
      async setup(ctx) {
        const { connection, path } = await bearerConnection(ctx);
        return () => connection.get(path);
      },
    },
    "erpgate fetch()": {
      auth: "own",
      note: "a standard Response, then json()",
      async setup(ctx) {
        const { connection, path } = await bearerConnection(ctx);
        return async () => {
          const response = await connection.fetch(path);
          if (!response.ok) throw new Error(`status ${response.status}`);
          return response.json();
        };
      },
    },
  },
  "import-cost": tgz === undefined ? {} : { "erpgate client": { install: [tgz], import: "@erpgate/client" } },
};
