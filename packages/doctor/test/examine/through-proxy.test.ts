import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { test } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import { examine } from "../../src/index.ts";
import { kineticOptions } from "./fault-rows.ts";

for (const scheme of ["http", "https"] as const)
  test(`an ERP that only the proxy finds is examined through it: ${scheme}`, async () => {
    await using erp = await startEmulator(scheme === "https" ? { tls: true } : {});
    const { port, pathname } = new URL(erp.kinetic.url);
    const asked = new Set<string | undefined>();
    const proxy = createServer().on("connect", ({ url }, client) => {
      asked.add(url);
      const server = connect(Number(port), "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        server.pipe(client).pipe(server);
      });
      client.on("error", () => server.destroy());
      server.on("error", () => client.destroy());
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    try {
      const { verdict, checks } = await examine(
        kineticOptions(erp, {
          url: `${scheme}://erp.invalid${pathname}`,
          allowInsecureHttp: true,
          proxy: { url: `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}` },
          ...(erp.tls && { tls: { ca: erp.tls.ca, serverName: "localhost" } }),
        }),
      );
      const seen = checks.map((check) => `${check.verdict} ${check.name}: ${check.summary}`).join("\n");
      // Plain http to another computer is warned of, and that is all.
      assert.equal(checks.filter((check) => check.verdict === "fail").length, 0, seen);
      assert.equal(checks.find(({ name }) => name === "credentials")?.verdict, "ok", seen);
      if (scheme === "https") assert.equal(verdict, "ok", seen);
      assert.deepEqual([...asked], [`erp.invalid:${scheme === "https" ? "443" : "80"}`]);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });
