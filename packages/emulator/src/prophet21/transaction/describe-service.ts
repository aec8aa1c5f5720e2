import { dataTypeOf, type WindowElement, type WindowService } from "../windows/window-service.ts";

/** `definition`: every field, and a payload to fill in (observed). */
export function definitionOf(service: WindowService): object {
  return {
    Name: service.name,
    Template: { TransactionSet: templateOf(service, ({ fields }) => fields.map(({ name }) => name)) },
    TransactionDefinition: {
      Name: service.name,
      DataElementDefinitions: service.elements.map((element) => ({
        Name: element.name,
        BusinessObjectName: element.table,
        DatawindowName: element.datawindow,
        Type: element.type,
        KeyFields: element.keyFields,
        ParentText: service.title,
        FieldDefinitions: element.fields.map((field) => ({
          Name: field.name,
          Label: field.label,
          DataType: dataTypeOf(element, field.name),
          DbColumnName: `${element.table}.${field.column}`,
          // The window's own mark, which is wrong both ways: it stands on disabled columns, too (observed)
          Required: field.required,
          ValidValues: null,
        })),
      })),
    },
  };
}

/** `defaults`: the payload by itself. */
export function defaultsOf(service: WindowService): object {
  return templateOf(service, ({ fields }) => fields.map(({ name }) => name));
}

/** `basics`: each element's key fields and those marked as required, which is neither enough nor all writable (observed). */
export function basicsOf(service: WindowService): object {
  return templateOf(service, ({ fields, keyFields }) =>
    fields.filter(({ name, required }) => required || keyFields.includes(name)).map(({ name }) => name),
  );
}

function templateOf(service: WindowService, namesOf: (element: WindowElement) => readonly string[]): object {
  return {
    Description: null,
    FieldMap: [],
    IgnoreDisabled: false,
    Name: service.name,
    Parameters: null,
    Query: null,
    TransactionSplitMethod: 0,
    Transactions: [
      {
        DataElements: service.elements.map((element) => ({
          BusinessObjectName: null,
          Keys: element.keyFields,
          Name: element.name,
          Rows: [
            {
              Edits: namesOf(element).map((name) => ({ IgnoreIfEmpty: true, Name: name, Value: "" })),
              RelativeDateEdits: [],
            },
          ],
          Type: element.type,
        })),
        Documents: null,
        Status: "New",
      },
    ],
    UseCodeValues: false,
  };
}
