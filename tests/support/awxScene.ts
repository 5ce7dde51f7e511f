import { openAwx, type AwxLogin, type RunName, type Runner, type RunLook, type RunRequest } from '../../core/ansible';
import { startAwx } from '../../stack/standins/awx/start';
import { newTemplate, type AwxState, type AwxTemplateRow } from '../../stack/standins/awx/state';
import type { Standin } from '../../stack/standins/shared';
import { endOf, requestOf } from './runRequests';

export const awxToken = 'CANARY-awx-token-5b1f';

export const shortPauses = {
	lookAgainMs: [1, 1],
	cancelMs: [1, 1, 1],
	tickMs: 1,
	lastEventsMs: 200,
	stopMs: [1, 1],
	forceMs: [1, 1],
	lastLinesMs: 200,
};

/** No waits, and one attempt more: a fault that lasts is seen as one. */
export const quick = { policy: { maxAttempts: 2, baseMs: 1, capMs: 1, budgetMs: 1_000 }, random: () => 0 };

export interface AwxScene {
	readonly server: Standin<AwxState>;
	readonly awx: Runner;
	readonly login: AwxLogin;
	template(given?: Partial<AwxTemplateRow>): AwxTemplateRow;
	/** A request of template `Deploy site`. */
	request(given?: Partial<RunRequest>): RunRequest;
	/** Looks until the run has ended. */
	end(run: Partial<RunName> & { readonly runId: string }): Promise<RunLook>;
	/** A runner of its own, as another execution has it. */
	another(given?: Partial<AwxLogin>): Runner;
	close(): Promise<void>;
}

export async function openAwxScene(prefix = '/api/v2'): Promise<AwxScene> {
	const server = await startAwx({ port: 0, token: awxToken, prefix });
	const login: AwxLogin = {
		baseUrl: server.url,
		apiPrefix: prefix,
		authentication: { kind: 'token', token: awxToken },
	};
	const another: AwxScene['another'] = (given) => openAwx({ ...login, ...given }, { http: quick, pauses: shortPauses });
	const awx = another();
	return {
		server,
		awx,
		login,
		template: (given = {}) => newTemplate(server.state(), given),
		request: (given = {}) => requestOf({ work: { kind: 'playbook', playbook: 'Deploy site' }, ...given }),
		end: async (run) => await endOf(awx, run),
		another,
		close: async () => {
			await awx.close();
			await server.close();
		},
	};
}
