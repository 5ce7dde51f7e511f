import { z } from 'zod';
import { billingSide, driftFixes, driftKinds, driftSeverities, panelSide } from '../../../drift/findings';
import { day, line, lines } from '../../values';

const count = z.number().int().min(0);

/** What a mail can tell of, beside what is only counted: mail programs cut off what is longer than about 100 kB. */
export const mostFindings = 75;

const finding = z.strictObject({
	kind: z.enum(driftKinds),
	severity: z.enum(driftSeverities),
	serverCode: line,
	customerCode: line.nullable(),
	domain: line.nullable(),
	username: line.nullable(),
	billing: billingSide,
	panel: panelSide,
	fix: z.enum(driftFixes).nullable(),
	/** Whether this run was the first that saw it. */
	isNew: z.boolean(),
	firstSeenOn: day,
	failure: lines.nullable(),
});

/** What a report of the drift audit tells. */
export const driftReportData = z.strictObject({
	runId: line,
	accounts: count,
	services: count,
	findings: count,
	newFindings: count,
	fixable: count,
	forPerson: count,
	ignored: count,
	byKind: z.array(z.strictObject({ kind: z.enum(driftKinds), count })),
	servers: z.array(
		z.strictObject({ serverCode: line, complete: z.boolean(), accounts: count, services: count, findings: count }),
	),
	/** The most serious first, and no more than a mail can hold. */
	shown: z.array(finding).max(mostFindings),
});
export type DriftReportData = z.input<typeof driftReportData>;
export type ReportedDrift = z.output<typeof driftReportData>;
