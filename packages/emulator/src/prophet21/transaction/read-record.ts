import type { Row } from "../../odata/table.ts";
import type { Prophet21Data } from "../data.ts";
import { shown } from "../windows/field-value.ts";
import { rowsOfRecord } from "../windows/find-record.ts";
import { headElement, type WindowElement, type WindowService } from "../windows/window-service.ts";
import type { StateRequest } from "./transaction-set.ts";

/** The records asked for as a TransactionSet: the whole window each, in the form in which it would be sent (observed). */
export function readRecords(request: StateRequest, service: WindowService, data: Prophet21Data): object {
  const heads = request.states.map((keys) => headOf(new Map(keys), service, data));
  return {
    Name: service.name,
    UseCodeValues: false,
    IgnoreDisabled: false,
    Transactions: heads
      .filter((head) => head !== undefined)
      .map((head) => ({
        DataElements: service.elements.map((element) => elementOf(element, service, head, data)),
        Documents: null,
        Status: "New",
      })),
  };
}

function headOf(keys: ReadonlyMap<string, string>, service: WindowService, data: Prophet21Data): Row | undefined {
  const column = headElement(service).fields.find(({ name }) => name === service.key.field)?.column ?? "";
  const wanted = keys.get(service.key.field);
  return data.table(service.table).rows.find((row) => String(row[column]) === wanted);
}

function elementOf(element: WindowElement, service: WindowService, head: Row, data: Prophet21Data): object {
  const rows = rowsOfRecord(element, service, head, data).map((row) => ({
    Edits: element.fields.map((field) => ({
      Name: field.name,
      Value: shown(field, row, data),
      IgnoreIfEmpty: true,
    })),
    RelativeDateEdits: [],
  }));
  return { Name: element.name, Type: element.type, Keys: element.keyFields, Rows: rows };
}
