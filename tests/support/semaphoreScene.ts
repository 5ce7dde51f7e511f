import {
	openSemaphore,
	type RunLook,
	type RunName,
	type Runner,
	type RunRequest,
	type SemaphoreLogin,
} from '../../core/ansible';
import type { Standin } from '../../stack/standins/shared';
import { startSemaphore } from '../../stack/standins/semaphore/start';
import { newTemplate, type SemaphoreState, type SemaphoreTemplateRow } from '../../stack/standins/semaphore/state';
import { quick, shortPauses } from './awxScene';
import { endOf, requestOf } from './runRequests';

export const semaphoreToken = 'CANARY-semaphore-token-91aa';

export interface SemaphoreScene {
	readonly server: Standin<SemaphoreState>;
	readonly semaphore: Runner;
	template(given?: Partial<SemaphoreTemplateRow>): SemaphoreTemplateRow;
	request(given?: Partial<RunRequest>): RunRequest;
	end(run: Partial<RunName> & { readonly runId: string }): Promise<RunLook>;
	another(given?: Partial<SemaphoreLogin>): Runner;
	close(): Promise<void>;
}

export async function openSemaphoreScene(): Promise<SemaphoreScene> {
	const server = await startSemaphore({ port: 0, token: semaphoreToken });
	const another: SemaphoreScene['another'] = (given) =>
		openSemaphore(
			{ baseUrl: server.url, token: semaphoreToken, project: 'Servers', ...given },
			{ http: quick, pauses: shortPauses },
		);
	const semaphore = another();
	return {
		server,
		semaphore,
		template: (given = {}) => newTemplate(server.state(), given),
		request: (given = {}) => requestOf({ work: { kind: 'playbook', playbook: 'Deploy site' }, ...given }),
		end: async (run) => await endOf(semaphore, run),
		another,
		close: async () => {
			await semaphore.close();
			await server.close();
		},
	};
}
