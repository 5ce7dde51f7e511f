import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { awxTemplate, pageOf } from './answers';
import type { Awx } from './awx';

const me = z.object({ results: z.array(z.object({ username: z.string() })) });
const ping = z.object({ version: z.string().catch('') });

/**
 * One sentence for the test of the credential.
 *
 * @throws ExternalError that names what is missing: the API at the address, the log-in, or a template to run.
 */
export async function testAwx(awx: Awx): Promise<string> {
	const { version } = await awx.json({ method: 'GET', path: '/ping/' }, ping);
	const { results } = await awx.json({ method: 'GET', path: '/me/' }, me);
	const user = results[0]?.username ?? 'somebody';
	const { count, results: templates } = await awx.json(
		{ method: 'GET', path: '/job_templates/', query: { page_size: 1 } },
		pageOf(awxTemplate),
	);
	if (templates.length === 0) {
		throw new ExternalError(
			'permission',
			`AWX ${version} knows ${user}, who may see no job template`,
			'Give the user the role Execute on the templates that workflows may run.',
		);
	}
	return `AWX ${version} as ${user}, who sees ${count} job ${count === 1 ? 'template' : 'templates'}.`;
}
