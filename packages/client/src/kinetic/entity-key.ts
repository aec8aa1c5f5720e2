const attribute = (tag: string, name: string): string => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "";

/**
 * The key columns of an entity set, from a service's `$metadata` (CSDL, XML; OData 3 and 4 alike).
 *
 * @returns undefined where the document does not say
 */
export function entityKey(metadata: string, entitySet: string): readonly string[] | undefined {
  const set = [...metadata.matchAll(/<EntitySet\s[^>]*>/g)].find(([tag]) => attribute(tag, "Name") === entitySet);
  const type = set && attribute(set[0], "EntityType").split(".").at(-1);
  const start = [...metadata.matchAll(/<EntityType\s[^>]*>/g)].find(([tag]) => attribute(tag, "Name") === type);
  if (!start) return undefined;
  const body = metadata.slice(start.index, metadata.indexOf("</EntityType>", start.index));
  const keys = /<Key>([\s\S]*?)<\/Key>/.exec(body)?.[1] ?? "";
  const names = [...keys.matchAll(/<PropertyRef\s[^>]*>/g)]
    .map(([tag]) => attribute(tag, "Name"))
    .filter((name) => name !== "");
  return names.length > 0 ? names : undefined;
}
