import { z } from 'zod';
import { languageNames } from '../../../../core/kernel/languages';
import { textLimits } from '../../../../core/kernel/textLimits';
import { makeReconciliationLink, reportReconciliation } from '../../../../core/reconciliation';
import { choice, number, optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { BillingContext } from '../../openBilling';
import { ofRun } from './fields';

export const reportRun = operation({
	name: 'report',
	label: 'Report',
	action: 'Get report of reconciliation',
	description: 'Return what a run found: counts, totals, and the data of the mail with the link to its page',
	fields: {
		runId: ofRun,
		language: choice('Language', languageNames),
		page: text('Page', optional(z.string().trim().max(textLimits.url)), {
			placeholder: 'e.g. https://n8n.example.com/webhook/msp/reconciliation',
			description: 'The address at which Reconciliation: Show Page answers. Without it there is no link.',
		}),
		linkDays: number('Link Works for Days', z.number().int().min(1).max(90, 'must be 90 at the most'), {
			default: 30,
			typeOptions: { minValue: 1, maxValue: 90 },
			description: 'How long the page can be opened',
		}),
	},
	run: async (office: BillingContext, { runId, language, page, linkDays }) => {
		const told = await reportReconciliation(office, { runId });
		if (page === undefined) return told;
		const link = makeReconciliationLink(office, page, { runId: told.runId, language, days: linkDays });
		return { ...told, pageUrl: link.url, pageUntil: link.until };
	},
});
