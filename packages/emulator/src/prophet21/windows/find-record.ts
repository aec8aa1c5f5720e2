import type { Row } from "../../odata/table.ts";
import type { Prophet21Data } from "../data.ts";
import { BusinessError } from "./business-error.ts";
import { headElement, type WindowElement, type WindowService } from "./window-service.ts";

/** The words with which a window answers a number that it did not give out (observed on 26.1.5894.1). */
export const NO_SUCH_ID = "Enter a valid ID or leave ID blank.";

/** The record of a key; undefined for a new one. Throws BusinessError for a number that P21 would have had to give out itself. */
export function findRecord(service: WindowService, key: string, data: Prophet21Data): Row | undefined {
  if (key === "") return undefined;
  const { field, generated } = service.key;
  const column = headElement(service).fields.find(({ name }) => name === field)?.column ?? field;
  const found = data.table(service.table).rows.find((row) => String(row[column]) === key);
  if (found === undefined && generated) throw new BusinessError(NO_SUCH_ID);
  return found;
}

/** The rows of an element that belong to a record: the record itself, or its lines. */
export function rowsOfRecord(
  element: WindowElement,
  service: WindowService,
  head: Row,
  data: Prophet21Data,
): readonly Row[] {
  if (element.table === service.table) return [head];
  const link = linkOf(element);
  return data.table(element.table).rows.filter((row) => row[link] === head[link]);
}

/** The column by which lines know their header. */
export function linkOf({ table }: Pick<WindowElement, "table">): string {
  return table === "po_line" ? "po_no" : "order_no";
}
