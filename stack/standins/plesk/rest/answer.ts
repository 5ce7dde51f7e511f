import type { StandinAnswer, StandinRequest } from '../../shared';
import { guidOf, type PleskState } from '../state';
import { said } from '../words';

/** A request to the REST API. */
export interface RestRequest {
	readonly state: PleskState;
	readonly query: URLSearchParams;
	readonly body: unknown;
	/** The values of the variables in the path. */
	readonly variables: readonly string[];
}
export type RestAct = (request: RestRequest) => StandinAnswer | Promise<StandinAnswer>;

/** By method and path. `*` stands for a variable. */
export type Routes = Readonly<Record<string, RestAct>>;

/** A refusal in the form of the real API, whose code is usually 0. */
export const refusal = (state: PleskState, status: number, says: string, code = 0): StandinAnswer => ({
	status,
	body: { code, message: said(state, says) },
});

export const created = (id: number, status = 200): StandinAnswer => ({ status, body: { id, guid: guidOf(id) } });
export const success: StandinAnswer = { body: { status: 'success' } };

/** Returns the function for a request, with its variables. */
export function routed(
	routes: Routes,
	{ method }: StandinRequest,
	path: string,
): { act: RestAct; variables: string[] } | undefined {
	for (const [route, act] of Object.entries(routes)) {
		const [wanted, template = ''] = route.split(' ');
		const pattern = new RegExp(`^${template.replaceAll('*', '([^/]+)')}$`);
		const found = wanted === method ? pattern.exec(path) : null;
		if (found) return { act, variables: found.slice(1).map(decodeURIComponent) };
	}
	return undefined;
}
