import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { info, named, template } from './answers';
import { findProject, type Semaphore } from './semaphore';

/**
 * One sentence for the test of the credential.
 *
 * @throws ExternalError that names what is missing: the API at the address, the token, the project, or a template.
 */
export async function testSemaphore(semaphore: Semaphore, project: string): Promise<string> {
	const pong = (await semaphore.text({ method: 'GET', path: '/ping' })).trim();
	if (!/^"?pong"?$/i.test(pong)) {
		throw new ExternalError(
			'invalid',
			`something other than Semaphore answers at ${semaphore.base}`,
			'Check the address in the MSP Semaphore credential: it is the one of Semaphore itself, without /api.',
		);
	}
	const { version } = await semaphore.json({ method: 'GET', path: '/info' }, info);
	const projects = await semaphore.json({ method: 'GET', path: '/projects' }, z.array(named).nullable());
	const id = await findProject(semaphore, project);
	const found = (projects ?? []).find((one) => one.id === id);
	if (!found) {
		throw new ExternalError(
			'not_found',
			`Semaphore has no project ${id} that this token may see`,
			'Check the project in the credential, and make the user of the token a member of it.',
		);
	}
	const path = `/project/${id}/templates`;
	const query = { sort: 'name', order: 'asc' };
	const templates = await semaphore.json({ method: 'GET', path, query }, z.array(template).nullable());
	const count = (templates ?? []).filter(({ app }) => app === '' || app === 'ansible').length;
	if (count === 0) {
		throw new ExternalError(
			'not_found',
			`the project '${found.name}' has no template for Ansible`,
			'Make a template at Semaphore. A run names it.',
		);
	}
	return `Semaphore ${version}, project ${found.name} with ${count} ${count === 1 ? 'template' : 'templates'}.`;
}
