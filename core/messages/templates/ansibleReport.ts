import { field, maybe } from '../dataField';
import { button, paragraph } from '../letter';
import { template } from '../template';
import { link } from '../values';
import { explained, hostEntries, placeOf, whatRan } from './ansibleRun/blocks';
import { runReport } from './ansibleRun/data';

/** What the nightly check of the servers in check mode has found. */
export const ansibleReport = template({
	label: 'Ansible Report',
	to: 'staff',
	data: {
		runReport,
		pageUrl: maybe(
			field('Page URL', link, {
				placeholder: 'e.g. {{ $json.pageUrl }}',
				description: 'Where the whole run is shown',
			}),
		),
	},
	write: ({ runReport: run, pageUrl }, writer) => {
		const { say, words } = writer;
		const { ansibleReport: w, ansible } = words;
		const what = whatRan(writer, run);
		const { hosts, changed, failed, unreachable } = run;
		const summary = say(w.summary, { hosts, changed, failed, unreachable });
		const wentWell = run.verdict === 'ok';
		const agree = wentWell && changed === 0;
		const subject = agree
			? say(w.agree, { what })
			: wentWell
				? say(w.differ, { hosts: changed, what })
				: say(w.failed, { what, verdict: ansible.verdicts[run.verdict] });
		const first = agree ? say(w.allAgree, { hosts }) : summary;
		return {
			subject,
			preview: first,
			heading: subject,
			...(!agree && { accent: wentWell ? '#d97706' : '#dc2626' }),
			body: [
				paragraph(run.check && !run.shown.some(({ done }) => done.length > 0) ? `${first} ${w.dryRun}` : first),
				...explained(writer, run),
				...hostEntries(writer, run),
				placeOf(writer, run),
				...(pageUrl === undefined ? [] : [button(w.details, pageUrl)]),
			],
		};
	},
});
