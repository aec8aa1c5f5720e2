import { pairs } from "../output/table.ts";

/** What `--list` prints. */
export function checkList(subjects: Readonly<Record<string, string>>, json: boolean): string {
  const rows = Object.entries(subjects);
  return json ? `${JSON.stringify({ checks: rows.map(([name, about]) => ({ name, about })) })}\n` : pairs(rows);
}
