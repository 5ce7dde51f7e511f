import { approvalUntil, approvalUrl, field, maybe, timeZone } from '../dataField';
import { button, paragraph, quote } from '../letter';
import { template } from '../template';
import { line } from '../values';
import { explained, hostEntries, placeOf, whatRan } from './ansibleRun/blocks';
import { runReport } from './ansibleRun/data';

/** Asks somebody to approve what a check run of Ansible has shown. */
export const ansibleApproval = template({
	label: 'Ansible Approval',
	to: 'staff',
	data: {
		runReport,
		approvalUrl,
		approvalUntil,
		purpose: maybe(
			field('Purpose', line, {
				placeholder: 'e.g. order-1001 of example.com was paid',
				description: 'Why the change is wanted',
			}),
		),
		timeZone,
	},
	write: ({ runReport: run, approvalUrl: url, approvalUntil: until, purpose, timeZone: zone = 'UTC' }, writer) => {
		const { say, words } = writer;
		const { ansibleApproval: w, ansibleReport, runApprovalPage, ansible } = words;
		const what = whatRan(writer, run);
		const wentWell = run.verdict === 'ok';
		const nothing = run.changed === 0;
		const subject = !wentWell
			? say(w.subjectFailed, { what, verdict: ansible.verdicts[run.verdict] })
			: say(nothing ? w.subjectNothing : w.subject, { what, hosts: run.changed });
		const intro = [
			say(w.intro, { what }),
			run.shown.some(({ done }) => done.length > 0) ? w.someDone : ansibleReport.dryRun,
			!wentWell ? runApprovalPage.failures : nothing ? w.nothing : w.would,
		].join(' ');
		return {
			subject,
			preview: intro,
			heading: subject,
			...(!wentWell && { accent: '#dc2626' }),
			body: [
				paragraph(intro),
				...(purpose === undefined ? [] : [quote(w.reason, purpose)]),
				...explained(writer, run),
				...hostEntries(writer, run),
				placeOf(writer, run),
				button(w.review, url),
				paragraph(say(w.until, { moment: writer.moment(until, zone) })),
			],
		};
	},
});
