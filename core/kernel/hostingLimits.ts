import { z } from 'zod';

/** The limits of a hosting package. */
export const limitNames = ['diskMegabytes', 'bandwidthMegabytes', 'mailboxes', 'databases'] as const;
export type LimitName = (typeof limitNames)[number];

/** Null is unlimited. */
export type HostingLimits = Readonly<Record<LimitName, number | null>>;

/** The known limits. The others are left out. */
export const toldLimits = z.partialRecord(z.enum(limitNames), z.number().nullable());
export type ToldLimits = Readonly<z.infer<typeof toldLimits>>;

/** Returns the limits that both have, with different values. */
export function differingLimits(one: ToldLimits, other: ToldLimits): LimitName[] {
	return limitNames.filter((name) => one[name] !== undefined && other[name] !== undefined && one[name] !== other[name]);
}
