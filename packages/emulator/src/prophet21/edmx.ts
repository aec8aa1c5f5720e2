import { escapeXml } from "../http/xml.ts";
import type { Table } from "../odata/table.ts";

/** `$metadata` of the older Data Services: OData 3's XML. */
export function edmx(views: readonly Table[]): string {
  const types = views.map(entityType).join("");
  const sets = views.map(({ name }) => `<EntitySet Name="${name}" EntityType="P21.${name}" />`).join("");
  return [
    '<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx">',
    '<edmx:DataServices m:DataServiceVersion="3.0" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">',
    '<Schema Namespace="P21" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">',
    types,
    `<EntityContainer Name="Views" m:IsDefaultEntityContainer="true">${sets}</EntityContainer>`,
    "</Schema></edmx:DataServices></edmx:Edmx>",
  ].join("");
}

function entityType({ name, keys, columns }: Table): string {
  const refs = keys.map((key) => `<PropertyRef Name="${escapeXml(key)}" />`).join("");
  const properties = Object.entries(columns)
    .map(
      ([column, type]) => `<Property Name="${column}" Type="${type}" Nullable="${String(!keys.includes(column))}" />`,
    )
    .join("");
  return `<EntityType Name="${name}"><Key>${refs}</Key>${properties}</EntityType>`;
}
