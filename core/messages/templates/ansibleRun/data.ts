import { z } from 'zod';
import { field } from '../../dataField';
import { catalogues } from '../../catalogues';
import { jsonOf, keyOf, line, lines } from '../../values';

const { verdicts, statuses } = catalogues.en.ansible;

const count = z.number().int().min(0);

/** A mail program cuts off a mail longer than about 100 kB: so many hosts fit in, the others are only counted. */
export const mostHosts = 40;
/** Of each host. */
export const mostTasks = 12;

const tasks = z.array(line).max(mostTasks);

const host = z.strictObject({
	host: line,
	status: keyOf(statuses),
	/** The tasks that changed it, or in a check run would. */
	changes: tasks,
	/** Those of a check run that changed it all the same. */
	done: tasks,
	failures: z.array(z.strictObject({ task: line, message: line })).max(mostTasks),
	/** How many tasks are left out. */
	more: count,
});

/** What a mail says of a run. */
export const ansibleRunData = z.strictObject({
	runId: line,
	kind: keyOf({ playbook: '', module: '', script: '' }),
	/** Of the playbook, module or script. */
	name: line,
	/** Where it ran. */
	runner: line,
	project: line.nullable(),
	commit: line.nullable(),
	check: z.boolean(),
	verdict: keyOf(verdicts),
	/** Why it did not go well; null when it did. */
	explanation: lines.nullable(),
	hosts: count,
	changed: count,
	failed: count,
	unreachable: count,
	/** Those with something to say, the most serious first, and no more than a mail can hold. */
	shown: z.array(host).max(mostHosts),
	/** How many of them are left out. */
	more: count,
});
export type AnsibleRunData = z.input<typeof ansibleRunData>;
export type ReportedRun = z.output<typeof ansibleRunData>;

export const runReport = field('Run Report', jsonOf(ansibleRunData), {
	control: 'json',
	placeholder: 'e.g. {{ $json.report }}',
	description: 'What Ansible → Run: Get or Run: Ask for Approval gives as report',
});
