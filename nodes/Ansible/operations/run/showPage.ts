import { showApprovalPage, showRunPage } from '../../../../core/ansibleRuns';
import { InputError } from '../../../../core/kernel/errors';
import { languageNames } from '../../../../core/kernel/languages';
import { choice } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AnsibleContext } from '../../context';
import { run, ticket } from './fields';

const byId = { show: { page: ['runById'] } };
const language = choice('Language', languageNames, { displayOptions: byId });

export const showPage = operation({
	name: 'showPage',
	label: 'Show Page',
	action: 'Show page of run',
	description:
		'Return a page as HTML: what a check run would change, with the form to approve it, or a run as it was. To open a page changes nothing.',
	fields: {
		page: choice('Page', {
			approval: 'Approval, by Its Link',
			run: 'Run, by Its Link',
			runById: 'Run, by Its ID',
		}),
		ticket: { ...ticket, control: { ...ticket.control, displayOptions: { hide: { page: ['runById'] } } } },
		run: { ...run, schema: run.schema.optional(), control: { ...run.control, displayOptions: byId } },
		language: { ...language, schema: language.schema.default('en') },
	},
	run: async ({ openOffice }: AnsibleContext, { page, ticket: sealed, run: runId, language: chosen }) => {
		if (page === 'approval') return await showApprovalPage(await openOffice(), sealed);
		if (page === 'run') return await showRunPage(await openOffice(), { ticket: sealed });
		return await showRunPage(await openOffice(), { runId: runId ?? isMissing(), language: chosen });
	},
});

function isMissing(): never {
	throw new InputError('run', 'is missing', 'Choose the run.');
}
