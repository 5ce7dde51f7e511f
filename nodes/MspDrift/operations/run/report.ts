import { z } from 'zod';
import { languageNames } from '../../../../core/kernel/languages';
import { approvalLink, reportOf, summaryOf } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { choice, number, optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const report = operation({
	name: 'report',
	label: 'Report',
	action: 'Get report of run',
	description: 'Return what a run found: counts by kind and server, and a letter as text and HTML',
	fields: {
		runId: text('Run ID', optional(z.uuid('must be a run ID')), {
			placeholder: 'e.g. {{ $json.runId }}',
			description: 'As Run: Audit gives it. The newest run that was finished where it is empty.',
		}),
		language: choice('Language', languageNames),
		approvalPage: text('Approval Page', optional(z.string().trim()), {
			placeholder: 'e.g. https://n8n.example.com/webhook/msp/drift',
			description:
				'Where the safe fixes can be approved: the address at which Run: Show Approval answers. Without it the letter has no link.',
		}),
		linkHours: number('Link Works for Hours', z.number().min(1).max(720, 'must be 720 at the most'), {
			default: 48,
			typeOptions: { minValue: 1, maxValue: 720 },
			description: 'Whoever has the link can approve for so long',
		}),
	},
	run: async (backOffice: BackOffice, { approvalPage, linkHours, ...wish }) => {
		if (approvalPage === undefined) return await reportOf(backOffice, wish);
		const { runId } = await summaryOf(backOffice, wish.runId);
		const { language } = wish;
		const approval = approvalLink(backOffice, approvalPage, { runId, language, hours: linkHours });
		const { url: approvalUrl, until: approvalUntil } = approval;
		return { ...(await reportOf(backOffice, { runId, language, approval })), approvalUrl, approvalUntil };
	},
});
