import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { makeApprovalLink, runDunning } from '../../../../core/dunning';
import { number, toggle } from '../../../shared/field';
import { operation, ToOutputs } from '../../../shared/operation';
import { approvalFields } from './fields';

export const evaluate = operation({
	name: 'evaluate',
	label: 'Evaluate',
	action: 'Evaluate unpaid invoices',
	description:
		'Decide for each customer what unpaid invoices lead to today: letters and timed suspensions become tasks. Two runs at once have one effect.',
	outputs: ['Summary', 'Notices', 'Suspensions', 'Needs Approval', 'Retry Charges'],
	fields: {
		dryRun: toggle('Dry Run', z.boolean(), {
			description: 'Whether to say what it would do and do nothing, also when the billing policy says live',
		}),
		limit: number('Limit', z.number().int().min(1).max(10_000, 'must be 10000 at the most'), {
			default: 50,
			typeOptions: { minValue: 1 },
			description: 'Max number of results to return',
		}),
		...approvalFields,
	},
	run: async (office: BackOffice, { dryRun, limit, approvalPage, language, linkHours }) => {
		const result = await runDunning(office, { dryRun, list: limit });
		const { notices, suspensions, terminations, retryCharges, ...summary } = result;
		const { runId, mode, status, counts, detail } = summary;
		const isAsked = mode === 'live' && (status === 'stopped' || (counts.terminations ?? 0) > 0);
		const link =
			isAsked && approvalPage !== undefined
				? makeApprovalLink(office, approvalPage, { runId, language, hours: linkHours })
				: undefined;
		const about = { runId, stopped: status === 'stopped', detail, counts, terminations };
		return new ToOutputs({
			Summary: [summary],
			Notices: notices.map((notice) => ({ runId, mode, ...notice })),
			Suspensions: suspensions.slice(0, limit).map((suspension) => ({ runId, mode, ...suspension })),
			'Needs Approval': isAsked ? [{ ...about, ...link }] : [],
			'Retry Charges': retryCharges.map((retry) => ({ runId, mode, ...retry })),
		});
	},
});
