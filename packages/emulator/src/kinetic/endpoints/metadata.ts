import { xml, type Answer } from "../../http/answer.ts";
import type { EdmType, Table } from "../../odata/table.ts";
import type { BusinessObject } from "../business-objects.ts";
import type { KineticExchange } from "../exchange.ts";

/** `GET …/{Svc}/$metadata`: the service's entity types, as XML (official:swagger). */
export function metadata({ address }: KineticExchange, object: BusinessObject): Answer {
  const isV1 = "api" in address && address.api === "v1";
  const tables = [object.table, ...object.relations.map(({ table }) => table)];
  const types = tables.map((table) => entityType(table, isV1)).join("");
  const set = `<EntityContainer Name="Container"><EntitySet Name="${object.entitySet}" EntityType="Erp.Tablesets.${object.table.name}Row"/></EntityContainer>`;
  return xml("kinetic.metadata", document(`${types}${set}`, isV1));
}

function document(inside: string, isV1: boolean): string {
  const edmx = isV1 ? "http://schemas.microsoft.com/ado/2007/06/edmx" : "http://docs.oasis-open.org/odata/ns/edmx";
  const edm = isV1 ? "http://schemas.microsoft.com/ado/2009/11/edm" : "http://docs.oasis-open.org/odata/ns/edm";
  return (
    `<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="${isV1 ? "1.0" : "4.0"}" xmlns:edmx="${edmx}"><edmx:DataServices>` +
    `<Schema Namespace="Erp.Tablesets" xmlns="${edm}">${inside}</Schema></edmx:DataServices></edmx:Edmx>`
  );
}

function entityType(table: Table, isV1: boolean): string {
  const keys = table.keys.map((name) => `<PropertyRef Name="${name}"/>`).join("");
  const columns = Object.entries(table.columns)
    .map(([name, type]) => `<Property Name="${name}" Type="${edmName(type, isV1)}"/>`)
    .join("");
  return `<EntityType Name="${table.name}Row"><Key>${keys}</Key>${columns}</EntityType>`;
}

/** OData 4 has dates with an offset only. */
function edmName(type: EdmType, isV1: boolean): string {
  return type === "Edm.DateTime" && !isV1 ? "Edm.DateTimeOffset" : type;
}
