import { z } from 'zod';

/** What a hosting package limits. */
export const limitNames = ['diskMegabytes', 'bandwidthMegabytes', 'mailboxes', 'databases'] as const;
export type LimitName = (typeof limitNames)[number];

/** Null is unlimited. */
export type HostingLimits = Readonly<Record<LimitName, number | null>>;

/** The limits that somebody tells; the others are left out. */
export const toldLimits = z.partialRecord(z.enum(limitNames), z.number().nullable());
export type ToldLimits = Readonly<z.infer<typeof toldLimits>>;

/** The limits that both tell, and not alike. */
export function differingLimits(one: ToldLimits, other: ToldLimits): LimitName[] {
	return limitNames.filter((name) => one[name] !== undefined && other[name] !== undefined && one[name] !== other[name]);
}
