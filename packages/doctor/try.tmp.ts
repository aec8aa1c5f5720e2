import { startEmulator } from "@erpgate/emulator";
import { examine } from "@erpgate/doctor";
await using erp = await startEmulator({});
const k = erp.kinetic;
const show = (e: Awaited<ReturnType<typeof examine>>) => {
  console.log("==", e.system, e.verdict, e.tookMs, "ms");
  for (const c of e.checks)
    console.log(
      c.verdict.padEnd(7),
      c.name.padEnd(12),
      c.summary,
      c.advice.length ? "| " + c.advice.join(" | ") : "",
      c.blockedBy ?? "",
    );
  for (const f of e.findings) console.log("  ->", f.id, f.title, f.evidence);
  console.log(e.calls.map((c) => `${c.method} ${c.address} ${c.status}`).join("\n"));
};
const base = {
  system: "kinetic",
  url: k.url,
  company: "EPIC06",
  apiKey: k.apiKey,
  auth: { kind: "basic", username: k.user.username, password: k.user.password },
} as const;
show(await examine(base));
show(await examine({ ...base, auth: { ...base.auth, kind: "token-resource" } }, { session: true }));
show(await examine({ ...base, apiKey: "x".repeat(40) }));
show(await examine({ ...base, apiKey: undefined }));
show(await examine({ ...base, auth: { ...base.auth, password: "wrong" } }));
show(await examine({ ...base, url: k.url + "x" }));
const p = {
  system: "prophet21",
  url: erp.prophet21.url,
  auth: { kind: "consumer-key", key: erp.prophet21.consumerKey.key },
} as const;
show(await examine(p, { session: true }));
show(await examine(p));
for (const c of erp.prophet21.consumers) show(await examine({ ...p, auth: { ...p.auth, key: c.key } }));
for (const u of erp.prophet21.users)
  show(await examine({ ...p, auth: { kind: "password", username: u.username, password: u.password } }));
