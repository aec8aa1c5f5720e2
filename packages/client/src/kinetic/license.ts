/** The licence types of Kinetic. */
export type KineticLicenseType =
  | "DefaultUser"
  | "WebService"
  | "WebServiceShared"
  | "DataCollection"
  | "CRM"
  | "TimeExpense"
  | "MobileFramework"
  | "CustomerConnect"
  | "SupplierConnect"
  | "SalesConnect"
  | "EnterpriseSearch"
  | "EnterpriseSocial"
  | "ECCWebForm"
  | "ECCWebService";

/** A licence type by name, in any letter case, or by its GUID. */
export type KineticLicense = KineticLicenseType | (string & Record<never, never>);

/**
 * GUIDs of the licence types. They are constants of the product, the same on every installation (observed in client code;
 * WebService in three independent ones).
 */
export const licenseTypes: Readonly<Record<KineticLicenseType, string>> = Object.freeze({
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
});

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is a GUID, as the ids of licence types and sessions are. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** The GUID of a licence type given by name (in any letter case) or as a GUID itself; undefined for neither. */
export function licenseGuid(license: string): string | undefined {
  if (isGuid(license)) return license;
  return Object.entries(licenseTypes).find(([known]) => known.toLowerCase() === license.toLowerCase())?.[1];
}
