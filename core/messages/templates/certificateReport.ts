import { z } from 'zod';
import { catalogues } from '../catalogues';
import { field, timeZone } from '../dataField';
import { entry, facts, paragraph, quote } from '../letter';
import { template } from '../template';
import { jsonOf, keyOf, line, lines, moment } from '../values';
import type { Writer } from '../writer';

const { renewals } = catalogues.en.certificateReport;

/** A mail program cuts off a mail longer than about 100 kB: so many certificates fit in, the others are only counted. */
export const mostCertificates = 75;
const mostServers = 1_000;

const certificate = z.strictObject({
	host: line,
	port: z.number().int().min(1).max(65_535),
	serverCode: line.nullable(),
	customerCode: line.nullable(),
	/** Whole days until the end; negative when it is over. */
	days: z.number().int(),
	expiresAt: moment,
	issuer: line.nullable(),
	/** What else is wrong with it. */
	says: lines.nullable(),
	renewal: keyOf(renewals),
	/** In whose words a renewal was refused. */
	refused: lines.nullable(),
});

/** What staff are told of certificates. */
export const certificateReportData = z.strictObject({
	certificates: z.array(certificate).max(mostCertificates),
	/** How many more there are. */
	more: z.number().int().min(0),
	unread: z.array(z.strictObject({ serverCode: line, vendorMessage: lines, remedy: lines })).max(mostServers),
});
export type CertificateReportData = z.input<typeof certificateReportData>;
type Reported = z.output<typeof certificateReportData>;

/** Which certificates end soon, and which panels could not be read. */
export const certificateReport = template({
	label: 'Certificate Report',
	to: 'staff',
	data: {
		certificateReport: field('Certificate Report', jsonOf(certificateReportData), {
			control: 'json',
			placeholder: 'e.g. {{ $json.report }}',
			description: 'What MSP Certificates → Certificate: Report gives as report',
		}),
		timeZone,
	},
	write: ({ certificateReport: told, timeZone: zone = 'UTC' }, writer) => {
		const { say, words } = writer;
		const w = words.certificateReport;
		const count = told.certificates.length + told.more;
		const subject =
			count === 0 && told.unread.length > 0
				? say(w.subjectUnread, { count: told.unread.length })
				: say(w.subject, { count });
		const summary = count === 0 ? w.none : say(w.summary, { count });
		const isBad = told.certificates.some(({ days }) => days < 1);
		return {
			subject,
			preview: summary,
			heading: subject,
			accent: isBad ? '#dc2626' : '#d97706',
			body: [
				paragraph(summary),
				...told.unread.map(({ serverCode, vendorMessage, remedy }) =>
					quote(say(w.unread, { serverCode }), `${vendorMessage}\n${remedy}`),
				),
				...told.certificates.map((one) => certificateEntry(writer, one, zone)),
				...(told.more > 0 ? [paragraph(say(w.more, { count: told.more }))] : []),
			],
		};
	},
});

function certificateEntry(writer: Writer, one: Reported['certificates'][number], zone: string) {
	const { say, words } = writer;
	const w = words.certificateReport;
	const moments = { moment: writer.moment(one.expiresAt, zone) };
	const end =
		one.days < 0
			? say(w.ended, moments)
			: one.days === 0
				? say(w.endsToday, moments)
				: say(w.ends, { ...moments, days: one.days });
	const where = [
		...(one.serverCode === null ? [] : [say(w.server, { serverCode: one.serverCode })]),
		...(one.customerCode === null ? [] : [say(w.customer, { customerCode: one.customerCode })]),
	];
	return entry({
		title: one.port === 443 ? one.host : `${one.host}:${one.port}`,
		subtitle: where.join(' · '),
		accent: one.days < 1 ? '#dc2626' : one.days < 8 ? '#d97706' : '#64748b',
		facts: facts(
			[w.end, end],
			[w.state, one.says ?? undefined],
			[w.issuer, one.issuer ?? undefined],
			[w.renewal, w.renewals[one.renewal]],
			[w.lastTry, one.refused ?? undefined],
		).facts,
	});
}
