import { z } from 'zod';
import { displayDomain } from '../../../kernel/domainName';
import { toldLimits } from '../../../kernel/hostingLimits';
import { catalogues } from '../../catalogues';
import { day, keyOf, line, lines } from '../../values';

/** What there are words for; whoever fills in a report is held to it by the type checker. */
const { kinds, fixes, statuses, reasons, standings } = catalogues.en.drift;

export const accents = { info: '#64748b', warning: '#d97706', error: '#dc2626' } as const;

const count = z.number().int().min(0);

/** What billing says; only what the finding is about. */
const billing = z
	.object({
		status: keyOf(statuses),
		suspendedBy: z.string(),
		suspensionReason: keyOf(reasons),
		standing: keyOf(standings),
		planCode: z.string(),
		packageName: z.string(),
		limits: toldLimits,
		serverCode: z.string(),
		services: z.number(),
	})
	.partial();

/** What the panel says; only what the finding is about. */
const panel = z
	.object({
		present: z.boolean(),
		suspended: z.boolean(),
		suspensionReason: z.string(),
		packageName: z.string(),
		limits: toldLimits,
		instead: z.string(),
		missing: z.number(),
		vendorMessage: z.string(),
		remedy: z.string(),
	})
	.partial();

/** A mail program cuts off a mail longer than about 100 kB: so many findings fit in, the others are only counted. */
export const mostFindings = 75;

const finding = z.strictObject({
	kind: keyOf(kinds),
	severity: keyOf(accents),
	serverCode: line,
	customerCode: line.nullable(),
	domain: line.transform(displayDomain).nullable(),
	username: line.nullable(),
	billing,
	panel,
	/** Null when a person has to look. */
	fix: keyOf(fixes).nullable(),
	/** Whether this run was the first that saw it. */
	isNew: z.boolean(),
	firstSeenOn: day,
	failure: lines.nullable(),
});

/** What a report of the drift audit says. */
export const driftReportData = z.strictObject({
	runId: line,
	accounts: count,
	services: count,
	findings: count,
	newFindings: count,
	fixable: count,
	forPerson: count,
	ignored: count,
	byKind: z.array(z.strictObject({ kind: keyOf(kinds), count })),
	servers: z.array(
		z.strictObject({ serverCode: line, complete: z.boolean(), accounts: count, services: count, findings: count }),
	),
	/** The most serious first, and no more than a mail can hold. */
	shown: z.array(finding).max(mostFindings),
});
export type DriftReportData = z.input<typeof driftReportData>;
export type ReportedDrift = z.output<typeof driftReportData>;
export type ReportedFinding = ReportedDrift['shown'][number];
