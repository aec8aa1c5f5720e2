/** Words for made-up companies, people and places. None is meant to be anybody; house numbers and post codes follow from the seed. */
export const companyWords: readonly string[] = [
  "Alder",
  "Anvil",
  "Basin",
  "Beacon",
  "Birch",
  "Boulder",
  "Cascade",
  "Cedar",
  "Copper",
  "Delta",
  "Ember",
  "Falcon",
  "Foundry",
  "Granite",
  "Harbor",
  "Hickory",
  "Iron",
  "Juniper",
  "Keystone",
  "Lantern",
  "Maple",
  "Meridian",
  "Northway",
  "Oak",
  "Orchard",
  "Pioneer",
  "Quarry",
  "Ridge",
  "Sable",
  "Summit",
  "Timber",
  "Union",
  "Valley",
  "Willow",
  "Yellowstone",
  "Zenith",
];

export const companyKinds: readonly string[] = [
  "Supply",
  "Industrial",
  "Fasteners",
  "Machine Works",
  "Electric",
  "Plumbing",
  "Tool & Die",
  "Fabrication",
  "Distribution",
  "Controls",
];

export const places: readonly (readonly [city: string, state: string])[] = [
  ["Akron", "OH"],
  ["Boise", "ID"],
  ["Charlotte", "NC"],
  ["Dayton", "OH"],
  ["Duluth", "MN"],
  ["El Paso", "TX"],
  ["Fresno", "CA"],
  ["Grand Rapids", "MI"],
  ["Knoxville", "TN"],
  ["Lincoln", "NE"],
  ["Madison", "WI"],
  ["Omaha", "NE"],
  ["Peoria", "IL"],
  ["Reno", "NV"],
  ["Spokane", "WA"],
  ["Tulsa", "OK"],
];

export const streets: readonly string[] = [
  "Canal Street",
  "Commerce Drive",
  "Depot Road",
  "Foundry Lane",
  "Industrial Parkway",
  "Main Street",
  "Mill Road",
  "River Road",
];

export const partNouns: readonly string[] = [
  "Bearing",
  "Bracket",
  "Bushing",
  "Cable",
  "Coupling",
  "Elbow",
  "Fitting",
  "Flange",
  "Gasket",
  "Hex bolt",
  "Hinge",
  "Motor",
  "Nut",
  "O-ring",
  "Pump",
  "Relay",
  "Sensor",
  "Valve",
  "Washer",
  "Wire",
];

export const partAdjectives: readonly string[] = [
  "Brass",
  "Compact",
  "Galvanized",
  "Heavy-duty",
  "Nylon",
  "Precision",
  "Sealed",
  "Stainless",
  "Steel",
  "Zinc",
];

/** One of the list, by chance. */
export function oneOf<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("cannot choose from an empty list");
  return item;
}

/** A whole number from `least` to `most`. */
export function between(least: number, most: number, random: () => number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** An amount with cents. */
export function amount(least: number, most: number, random: () => number): number {
  return between(least * 100, most * 100, random) / 100;
}

/** A day of the years 2019 to 2025, as databases write it: midnight, no zone. */
export function someDay(random: () => number): string {
  const day = new Date(Date.UTC(2019, 0, 1) + between(0, 2555, random) * 86_400_000);
  return day.toISOString().slice(0, 19);
}
