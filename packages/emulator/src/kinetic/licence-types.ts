/**
 * The licence types and their GUIDs, which are constants of the product, the same on every installation (observed:client;
 * WebService seen in three independent ones). The names are those that an exhausted pool's message uses, as far as it is known.
 */
export const LICENCE_TYPES = {
  DefaultUser: "00000003-B615-4300-957B-34956697F040",
  WebService: "00000003-9439-4B30-A6F4-6D2FD4B9FD0F",
  WebServiceShared: "00000003-231B-4E2B-9B47-13F87EA9A0A3",
  DataCollection: "00000003-B8EB-40C4-8897-248CB30C5D47",
  CRM: "00000003-15F2-4059-8C79-11849198F488",
  TimeExpense: "00000003-F415-4768-82EA-0AF7327B1AC4",
  MobileFramework: "00000003-C084-43C0-978D-9790A7A3C902",
  CustomerConnect: "00000003-3278-47FF-BD7A-9E1BAE66B088",
  SupplierConnect: "00000003-EA5C-43E4-A1C6-26F7C7DBA2BE",
  SalesConnect: "00000003-4344-4D20-8650-75C0E7EB64D7",
  EnterpriseSearch: "00000003-BDB7-43A3-949C-1F003E3ABCFA",
  EnterpriseSocial: "00000003-9F85-4C75-9A9D-B9198371275B",
  ECCWebForm: "00000003-C997-4D03-868E-31E510BDD87B",
  ECCWebService: "00000003-079B-4C49-9D0A-EF8236247504",
} as const;

export type LicenceType = keyof typeof LICENCE_TYPES;

/** Every type, in the order above. */
export const LICENCE_TYPE_NAMES: readonly LicenceType[] = Object.keys(LICENCE_TYPES) as LicenceType[];

/** The type with this GUID, in any letter case. */
export function licenceTypeOf(guid: string): LicenceType | undefined {
  const wanted = guid.trim().toUpperCase();
  return LICENCE_TYPE_NAMES.find((name) => LICENCE_TYPES[name] === wanted);
}
