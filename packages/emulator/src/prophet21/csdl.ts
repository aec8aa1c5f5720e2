import type { EdmType, Table } from "../odata/table.ts";

/** `$metadata` as JSON CSDL, with the sets under `ns.container` (observed). */
export function csdl(tables: readonly Table[]): object {
  const types = Object.fromEntries(tables.map((table) => [table.name, entityType(table)]));
  const sets = Object.fromEntries(tables.map(({ name }) => [name, { $Collection: true, $Type: `dbo.${name}` }]));
  return {
    $Version: "4.0",
    $EntityContainer: "ns.container",
    dbo: types,
    ns: { container: { $Kind: "EntityContainer", ...sets } },
  };
}

function entityType({ keys, columns }: Table): object {
  const properties = Object.entries(columns).map(
    ([name, type]) => [name, { $Type: edmName(type), $Nullable: !keys.includes(name) }] as const,
  );
  return { $Kind: "EntityType", $Key: keys, ...Object.fromEntries(properties) };
}

/** OData 4 has dates with an offset only. */
function edmName(type: EdmType): string {
  return type === "Edm.DateTime" ? "Edm.DateTimeOffset" : type;
}
