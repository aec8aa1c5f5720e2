import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import type { AuditBatch } from "../../src/audit/audit-batch.ts";
import { hashBatch, sealBatch } from "../../src/audit/audit-chain.ts";
import { type FlatEntries, decodeEntries, encodeEntries, pushEntry } from "../../src/audit/audit-codec.ts";
import { chainClosed, chainOpened } from "../../src/audit/chain-entries.ts";
import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { auditChain, auditEntry, nth } from "../store/records.ts";

const trail = (batches: readonly AuditBatch[]) => ({
  async *auditBatches(): AsyncGenerator<AuditBatch> {
    yield* batches;
  },
});

const resealed = (batch: AuditBatch): AuditBatch => ({ ...batch, hash: hashBatch(batch) });

describe("audit chain", () => {
  it("hashes each member apart from its neighbours", () => {
    const batch = nth(auditChain("ab", 1), 0);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (writer, hash, otherWriter, otherHash) => {
        fc.pre(writer !== otherWriter || hash !== otherHash);
        const one = hashBatch({ ...batch, writer, previousHash: hash });
        assert.notEqual(one, hashBatch({ ...batch, writer: otherWriter, previousHash: otherHash }));
      }),
    );
  });

  it("reads every entry back as it was", () => {
    const text = fc.option(fc.string({ unit: "grapheme" }), { nil: undefined });
    const entry = fc.record({
      consumer: text,
      connection: text,
      reason: text,
      status: fc.nat(999),
      durationMs: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((ms) => !Object.is(ms, -0)),
    });
    fc.assert(
      fc.property(fc.array(entry), (changes) => {
        const entries = changes.map((change) => auditEntry(change));
        const list: FlatEntries = [];
        for (const one of entries) pushEntry(list, one);
        assert.deepEqual(decodeEntries(encodeEntries(list)), entries);
        const acts = entries.map((one) => ({ ...one, operator: "ann@desk" }));
        assert.deepEqual(decodeEntries(encodeEntries(list, "ann@desk")), acts);
      }),
    );
  });

  it("never throws on a text that is none of its own", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void decodeEntries(text)));
  });
});

describe("verifyAudit", () => {
  it("finds a link to another batch, though each batch is sound by itself", async () => {
    const [first, second, third] = auditChain("w", 3);
    assert.ok(first && second && third);
    const swapped = resealed({ ...third, previousHash: first.hash });
    const { breaks } = await verifyAudit(trail([first, second, swapped]));
    assert.deepEqual(breaks, [{ writer: "w", seq: 3, reason: "unlinked" }]);
  });

  it("finds a chain that was begun anew by somebody who did not name it", async () => {
    const entries: FlatEntries = [];
    pushEntry(entries, auditEntry());
    const { breaks } = await verifyAudit(trail([sealBatch({ writer: "w", seq: 0, hash: "" }, entries)]));
    assert.deepEqual(breaks, [{ writer: "w", seq: 1, reason: "unopened" }]);
  });

  it("finds entries after the chain was closed", async () => {
    const opened: FlatEntries = [];
    pushEntry(opened, chainOpened("w", 1));
    pushEntry(opened, chainClosed("w", 2));
    const first = sealBatch({ writer: "w", seq: 0, hash: "" }, opened);
    const later: FlatEntries = [];
    pushEntry(later, auditEntry());
    const { breaks, chains } = await verifyAudit(trail([first, sealBatch(first, later)]));
    assert.deepEqual(breaks, [{ writer: "w", seq: 2, reason: "after-close" }]);
    assert.equal(chains[0]?.closed, true);
  });

  it("finds a batch whose entries cannot be read, and one that claims another count", async () => {
    const [first] = auditChain("w", 1);
    assert.ok(first);
    for (const broken of [resealed({ ...first, entries: "[1,2]" }), resealed({ ...first, count: 9 })]) {
      const { breaks } = await verifyAudit(trail([broken]));
      assert.deepEqual(breaks, [{ writer: "w", seq: 1, reason: "unreadable" }]);
    }
  });

  it("names only the first break of a chain, and goes on with the next chain", async () => {
    const [, second, third] = auditChain("a", 3);
    assert.ok(second && third);
    const { breaks, chains } = await verifyAudit(trail([second, { ...third, hash: "0" }, ...auditChain("b", 2)]));
    assert.deepEqual(breaks, [{ writer: "a", seq: 1, reason: "missing" }]);
    assert.deepEqual(
      chains.map(({ writer }) => writer),
      ["a", "b"],
    );
  });
});
