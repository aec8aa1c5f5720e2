import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { Seat } from "../../src/admission/seat.ts";
import { SeatBook, type Waiting } from "../../src/admission/seat-book.ts";
import { createTestClock, type TestClock } from "./test-clock.ts";

let clock: TestClock;
beforeEach(() => (clock = createTestClock()));

const bookOf = (count: number, waitMs = 1000, mostWaiting = 100): SeatBook =>
  new SeatBook((number) => new Seat(number), { count, waitMs, mostWaiting }, clock);

/** Puts calls in line and notes who gets a seat, in which order. */
function line(
  book: SeatBook,
  consumers: string,
): { readonly served: string[]; readonly seats: Seat[]; late: string[] } {
  const noted = { served: [] as string[], seats: [] as Seat[], late: [] as string[] };
  for (const consumer of consumers) {
    book.wait(consumer, (seat) => {
      if (seat === undefined) noted.late.push(consumer);
      else {
        noted.served.push(consumer);
        noted.seats.push(seat);
      }
    });
  }
  return noted;
}

function taken(book: SeatBook, consumer = "a"): Seat {
  const seat = book.take(consumer);
  assert.ok(seat !== undefined);
  return seat;
}

test("gives out no more than there are", () => {
  const book = bookOf(2);
  taken(book);
  taken(book);
  assert.equal(book.take("a"), undefined);
});

test("the seat given back last is given out first, because its session is the warmest", () => {
  const book = bookOf(3);
  const first = taken(book);
  const second = taken(book);
  book.release(first);
  book.release(second);
  assert.equal(taken(book), second);
});

describe("whose turn it is", () => {
  test("consumers take turns, and each one's calls stay in their order", async () => {
    const book = bookOf(1);
    let seat = taken(book);
    const { served, seats } = line(book, "aaaabbc");
    for (let turn = 0; turn < 7; turn++) {
      book.release(seat);
      seat = seats.at(-1) ?? seat;
    }
    assert.equal(served.join(""), "abcabaa");
  });

  test("a full line makes room for who has less in it than another, and for nobody else", () => {
    const book = bookOf(1, 1000, 4);
    const seat = taken(book);
    const flood = line(book, "aaaa");
    const others = line(book, "bb");
    assert.deepEqual(flood.late, ["a", "a"]);
    for (const consumer of "ab")
      assert.equal(
        book.wait(consumer, () => undefined),
        undefined,
      );
    assert.equal(book.waitingCount, 4);
    book.release(seat);
    for (let turn = 0; turn < 3; turn++)
      book.release([...flood.seats, ...others.seats].find(({ holder }) => holder !== undefined) ?? seat);
    assert.deepEqual(
      [flood.served, others.served],
      [
        ["a", "a"],
        ["b", "b"],
      ],
    );
  });

  test("who comes while others wait does not pass them, though a seat be free", () => {
    const book = bookOf(1);
    const seat = taken(book);
    line(book, "b");
    book.rest(seat, 500);
    assert.equal(book.take("a"), undefined);
  });

  test("who has left is passed over", () => {
    const book = bookOf(1);
    const seat = taken(book);
    const gone = book.wait("a", () => assert.fail("it has left"));
    assert.ok(gone !== undefined);
    const { served } = line(book, "b");
    book.leave(gone);
    book.leave(gone);
    book.release(seat);
    assert.deepEqual(served, ["b"]);
    assert.equal(book.waitingCount, 0);
  });
});

describe("the deadline", () => {
  test("passes for each call by itself", async () => {
    const book = bookOf(1, 1000);
    taken(book);
    const early = line(book, "a");
    await clock.advance(600);
    const later = line(book, "b");
    await clock.advance(400);
    assert.deepEqual([early.late, later.late], [["a"], []]);
    await clock.advance(600);
    assert.deepEqual(later.late, ["b"]);
    assert.equal(book.waitingCount, 0);
  });

  test("too many in line: the next one is told at once", () => {
    const book = bookOf(1, 1000, 2);
    taken(book);
    line(book, "ab");
    assert.equal(
      book.wait("c", () => undefined),
      undefined,
    );
  });

  test("the hint grows with the line and stays within a minute", async () => {
    const book = bookOf(2);
    const seats = [taken(book), taken(book)];
    await clock.advance(4000);
    for (const seat of seats) book.release(seat);
    const short = book.hintMs;
    taken(book);
    taken(book);
    line(book, "a".repeat(90));
    assert.ok(book.hintMs > short);
    assert.ok(book.hintMs <= 60_000);
  });

  test("closing tells everybody", () => {
    const book = bookOf(1);
    taken(book);
    const { late } = line(book, "aab");
    book.close();
    assert.equal(late.length, 3);
  });
});

describe("a seat that rests", () => {
  test("goes to nobody until its time has come, and then to whoever waits", async () => {
    const book = bookOf(1);
    const seat = taken(book);
    const { served } = line(book, "a");
    book.rest(seat, 300);
    assert.deepEqual(served, []);
    assert.equal(book.view().resting, 1);
    await clock.advance(300);
    assert.deepEqual(served, ["a"]);
  });

  test("a call that comes back keeps its place and its deadline", async () => {
    const book = bookOf(1, 1000);
    const seat = taken(book);
    const { served } = line(book, "aa");
    const late: string[] = [];
    book.wait("a", (got) => late.push(got === undefined ? "late" : "served"), clock.now() + 200);
    await clock.advance(200);
    assert.deepEqual(late, ["late"]);
    book.release(seat);
    assert.deepEqual(served, ["a"]);
  });
});

describe("another number of seats", () => {
  test("more: those who wait get them", () => {
    const book = bookOf(1);
    taken(book);
    const { served } = line(book, "ab");
    book.adjust({ count: 3, waitMs: 1000, mostWaiting: 100 });
    assert.deepEqual(served, ["a", "b"]);
  });

  test("fewer: a seat that is held is not given out again, and not made twice when there are more again", () => {
    const book = bookOf(2);
    const seats = [taken(book), taken(book)];
    book.adjust({ count: 1, waitMs: 1000, mostWaiting: 100 });
    for (const seat of seats) book.release(seat);
    assert.equal(taken(book).number, 0);
    assert.equal(book.take("a"), undefined);
    book.adjust({ count: 2, waitMs: 1000, mostWaiting: 100 });
    assert.equal(taken(book), seats[1]);
    assert.equal(book.take("a"), undefined);
  });
});

type Step = "take" | "release" | "leave" | "tick" | "rest";

test("whatever happens: never a seat too many, nobody lost, nobody served after its deadline", async () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom<Step>("take", "take", "release", "leave", "tick", "rest"), fc.nat({ max: 3 })),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), steps, async (count, sequence) => {
      const own = createTestClock();
      const book = new SeatBook((number) => new Seat(number), { count, waitMs: 50, mostWaiting: 1000 }, own);
      const held: Seat[] = [];
      let asked = 0;
      let answered = 0;
      const waiting = [];
      for (const [step, which] of sequence) {
        const consumer = `consumer-${which}`;
        if (step === "take") {
          asked += 1;
          const seat = book.take(consumer);
          const dueMs = own.now() + 50;
          const got = (given: Seat | undefined): void => {
            answered += 1;
            assert.ok(own.now() <= dueMs);
            if (given !== undefined) held.push(given);
          };
          if (seat !== undefined) got(seat);
          else waiting.push(book.wait(consumer, got));
        } else if (step === "release" || step === "rest") {
          const [seat] = held.splice(which, 1);
          if (seat !== undefined && step === "release") book.release(seat);
          if (seat !== undefined && step === "rest") book.rest(seat, 20);
        } else if (step === "leave") {
          const before = book.waitingCount;
          const [one] = waiting.splice(which, 1);
          if (one !== undefined) book.leave(one);
          answered += before - book.waitingCount;
        } else await own.advance(10 * which);
        assert.ok(held.length <= count);
        assert.equal(new Set(held).size, held.length);
        assert.equal(asked - answered, book.waitingCount);
      }
      await own.advance(60);
      assert.equal(book.waitingCount, 0);
      assert.equal(asked, answered);
    }),
    { numRuns: 60 },
  );
});

test("whatever others do, come, leave and come again: nobody is served twice before a call that is first in its line", () => {
  const steps = fc.array(fc.tuple(fc.constantFrom("come", "come", "leave", "release"), fc.nat({ max: 4 })), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(steps, (sequence) => {
      const book = bookOf(1, 1000, 6);
      let seat = taken(book, "before");
      const lines = new Map<string, { readonly waiting: Waiting | undefined; readonly passedBy: string[] }[]>();
      const out = (consumer: string, at = 0): void => void lines.get(consumer)?.splice(at, 1);
      const served = (consumer: string): void => {
        for (const [name, [first]] of lines) {
          if (name === consumer || first === undefined) continue;
          assert.ok(!first.passedBy.includes(consumer), `${consumer} twice before ${name}`);
          first.passedBy.push(consumer);
        }
        out(consumer);
      };
      for (const [step, which] of sequence) {
        const consumer = `consumer-${which}`;
        if (step === "release") book.release(seat);
        else if (step === "leave") {
          const [one] = lines.get(consumer)?.splice(0, 1) ?? [];
          if (one?.waiting !== undefined) book.leave(one.waiting);
        } else {
          const mine = lines.get(consumer) ?? [];
          lines.set(consumer, mine);
          const waiting = book.wait(consumer, (given) => {
            if (given === undefined) return out(consumer, -1);
            seat = given;
            served(consumer);
          });
          if (waiting !== undefined) mine.push({ waiting, passedBy: [] });
        }
        if (seat.holder === undefined) seat = book.take("between") ?? seat;
      }
    }),
  );
});
