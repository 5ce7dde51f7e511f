import type { NodeHint } from 'n8n-workflow';

const before = { location: 'ndv', whenToDisplay: 'beforeExecution' } as const;
const isRun = '$parameter.operation === "run"';

/** What an operator must know before a run, in the panel of the node. */
export const hints: NodeHint[] = [
	{
		...before,
		type: 'warning',
		message: 'This runs on all hosts of the inventory, and changes them.',
		displayCondition: `={{ ${isRun} && $parameter.hosts === "all" && $parameter.check === false }}`,
	},
	{
		...before,
		type: 'info',
		message:
			'A check run asks each task what it would change. A task with check_mode: false changes things all the same.',
		displayCondition: `={{ ${isRun} && $parameter.check === true }}`,
	},
	{
		...before,
		type: 'info',
		message:
			'Semaphore gives only the text of the log: results have no differences and no messages of modules, and set_stats is missing.',
		displayCondition: '={{ $parameter.runOn === "semaphore" }}',
	},
];
