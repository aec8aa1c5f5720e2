const ENTRY = "/p21sdk";

/** A P21 scope with the entry that P21's form appends for SDK Access (observed), or without it. The gateway opens nothing for it. */
export function withSdkAccess(scope: string, access: boolean): string {
  const entries = scope.split(";").filter((entry) => entry.trim() !== "" && entry.trim() !== ENTRY);
  return (access ? [...entries, ENTRY] : entries).join(";");
}
