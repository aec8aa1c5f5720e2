import type { Mount } from "../connections/mount.ts";

/** Who holds what, by connection, with times in ms; connections without seats are left out. Names no session. */
export function seatReport(mounts: ReadonlyMap<string, Mount>, nowMs: number): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...mounts].flatMap(([name, { admission }]) => {
      const view = admission.seats?.view();
      if (view === undefined) return [];
      const held = view.held.map(({ seat, consumer, sinceMs }) => ({ seat, consumer, forMs: nowMs - sinceMs }));
      return [[name, { ...view, held, sessions: admission.openSessionCount }]];
    }),
  );
}
