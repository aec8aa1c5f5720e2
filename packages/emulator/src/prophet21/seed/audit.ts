import { someDay } from "../../made-up-names.ts";
import type { Row } from "../../odata/table.ts";

/** The columns that nearly every row has. */
export function audit(random: () => number): Row {
  const day = someDay(random);
  return { delete_flag: "N", date_created: day, date_last_modified: day, last_maintained_by: "admin" };
}

/** `count` rows, numbered from 0. */
export function times(count: number, make: (at: number) => Row): Row[] {
  return Array.from({ length: count }, (_, at) => make(at));
}
