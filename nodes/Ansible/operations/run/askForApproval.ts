import { z } from 'zod';
import { askForApproval as ask } from '../../../../core/ansibleRuns';
import { languageNames } from '../../../../core/kernel/languages';
import { choice, number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AnsibleContext } from '../../context';
import { pageAddress, run } from './fields';
import { wholeSeconds } from './wholeSeconds';

export const askForApproval = operation({
	name: 'askForApproval',
	label: 'Ask for Approval',
	action: 'Ask for approval of check run',
	description:
		'Ask a person to approve the change that a check run has shown, and return the link for the mail. A repeat gives the same link.',
	fields: {
		run,
		approvalPage: text('Approval Page', pageAddress, {
			required: true,
			placeholder: 'e.g. https://n8n.example.com/webhook/msp/ansible',
			description: 'The address at which Run: Show Page answers',
		}),
		language: choice('Language', languageNames),
		hours: number('Time to Answer (Hours)', z.number().min(1).max(720, 'must be 720 at the most').default(48), {
			default: 48,
			typeOptions: { minValue: 1, maxValue: 720 },
			description: 'After so long nobody can approve it any more',
		}),
	},
	run: async ({ openOffice }: AnsibleContext, { run: runId, approvalPage: page, language, hours }) =>
		wholeSeconds(await ask(await openOffice(), { runId, page, language, hours })),
});
