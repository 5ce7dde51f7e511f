import { jsonOf, type StandinAnswer, type StandinRequest } from '../../shared';
import type { PleskState } from '../state';
import { refusal, routed, type Routes } from './answer';
import { clientRoutes } from './clients';
import { databaseRoutes } from './databases';
import { serverRoutes } from './server';
import { zoneRoutes } from './zones';

const routes: Routes = { ...clientRoutes, ...databaseRoutes, ...serverRoutes, ...zoneRoutes };

export async function answerRest(request: StandinRequest, state: PleskState): Promise<StandinAnswer> {
	const found = routed(routes, request, request.path.replace(/^\/api\/v2/, ''));
	if (!found) return refusal(state, 404, 'Not found');
	const { act, variables } = found;
	return await act({ state, query: request.query, body: jsonOf(request), variables });
}
