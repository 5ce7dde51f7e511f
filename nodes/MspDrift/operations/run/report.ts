import { z } from 'zod';
import { makeApprovalLink, reportRun, summarizeRun } from '../../../../core/drift';
import { languageNames } from '../../../../core/kernel/languages';
import type { BackOffice } from '../../../../core/db';
import { choice, number, optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { textLimits } from '../../../../core/kernel/textLimits';

export const report = operation({
	name: 'report',
	label: 'Report',
	action: 'Get report of run',
	description: 'Return what a run found: counts by kind and server, and a letter as text and HTML',
	fields: {
		runId: text('Run ID', optional(z.uuid('must be a run ID')), {
			placeholder: 'e.g. {{ $json.runId }}',
			description: 'From Run: Audit. Leave it empty for the newest finished run.',
		}),
		language: choice('Language', languageNames),
		approvalPage: text('Approval Page', optional(z.string().trim().max(textLimits.url)), {
			placeholder: 'e.g. https://n8n.example.com/webhook/msp/drift',
			description:
				'The address at which Run: Show Approval answers. A person approves the safe fixes there. Without it the letter has no link.',
		}),
		linkHours: number('Link Works for Hours', z.number().min(1).max(720, 'must be 720 at the most'), {
			default: 48,
			typeOptions: { minValue: 1, maxValue: 720 },
			description: 'How long the link can approve',
		}),
	},
	run: async (backOffice: BackOffice, { approvalPage, linkHours, ...options }) => {
		if (approvalPage === undefined) return await reportRun(backOffice, options);
		const { runId } = await summarizeRun(backOffice, options.runId);
		const { language } = options;
		const approval = makeApprovalLink(backOffice, approvalPage, { runId, language, hours: linkHours });
		const { url: approvalUrl, until: approvalUntil } = approval;
		return { ...(await reportRun(backOffice, { runId, language, approval })), approvalUrl, approvalUntil };
	},
});
