import { between, companyKinds, companyWords, oneOf, places, streets } from "../../made-up-names.ts";
import type { Row } from "../../odata/table.ts";
import { audit, times } from "./audit.ts";
import { COUNTS, FIRST, LOCATIONS, PRODUCT_GROUPS, PROPHET21_COMPANY } from "./counts.ts";

type Random = () => number;

export function companyRows(random: Random): Row[] {
  return [{ company_id: PROPHET21_COMPANY, company_name: "Acme Distribution", ...audit(random) }];
}

export function locationRows(random: Random): Row[] {
  return LOCATIONS.map(([id, name]) => ({
    location_id: id,
    company_id: PROPHET21_COMPANY,
    location_name: name,
    ...audit(random),
  }));
}

export function supplierRows(random: Random): Row[] {
  return times(COUNTS.supplier, (at) => ({
    supplier_id: FIRST.supplier + at,
    supplier_name: madeUpCompany(random),
    buyer_id: String(between(1, 8, random)),
    lead_time_days: between(2, 45, random),
    ...audit(random),
  }));
}

/** Vendors are who is paid, suppliers are who ships: their numbers have nothing to do with each other (documented). */
export function vendorRows(random: Random): Row[] {
  return times(COUNTS.vendor, (at) => ({
    company_id: PROPHET21_COMPANY,
    vendor_id: FIRST.vendor + at,
    vendor_name: madeUpCompany(random),
    default_terms_id: oneOf(["1", "2", "3"], random),
    currency_id: 1,
    ...audit(random),
  }));
}

export function productGroupRows(random: Random): Row[] {
  return PRODUCT_GROUPS.map(([id, text]) => ({
    company_id: PROPHET21_COMPANY,
    product_group_id: id,
    product_group_desc: text,
    asset_account_no: `1300${between(10, 99, random)}`,
    ...audit(random),
  }));
}

export function customerRows(random: Random): Row[] {
  return times(COUNTS.customer, (at) => ({
    company_id: PROPHET21_COMPANY,
    customer_id: FIRST.customer + at,
    customer_name: madeUpCompany(random),
    customer_id_string: String(FIRST.customer + at),
    salesrep_id: String(between(1, 20, random)),
    credit_limit: between(1, 200, random) * 500,
    terms_id: oneOf(["1", "2", "3"], random),
    ...audit(random),
  }));
}

/** A customer's address has the customer's number. */
export function addressRows(random: Random): Row[] {
  return times(COUNTS.customer, (at) => {
    const [city, state] = oneOf(places, random);
    return {
      id: FIRST.customer + at,
      name: madeUpCompany(random),
      mail_address1: `${between(1, 990, random)} ${oneOf(streets, random)}`,
      mail_city: city,
      mail_state: state,
      mail_postal_code: String(between(10_000, 99_999, random)),
      central_phone_number: `555-01${between(10, 99, random)}`,
      ...audit(random),
    };
  });
}

export function contactRows(random: Random): Row[] {
  return times(COUNTS.contacts, (at) => ({
    id: String(FIRST.contact + at),
    first_name: oneOf(["Ana", "Ben", "Cora", "Dan", "Eve", "Finn"], random),
    last_name: oneOf(["Fields", "Grant", "Hayes", "Irwin", "Jones"], random),
    email_address: `contact${at + 1}@${oneOf(places, random)[0].replace(" ", "").toLowerCase()}.example`,
    address_id: FIRST.customer + between(0, COUNTS.customer - 1, random),
    ...audit(random),
  }));
}

function madeUpCompany(random: Random): string {
  return `${oneOf(companyWords, random)} ${oneOf(companyKinds, random)}`;
}
