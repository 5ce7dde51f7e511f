import { z } from 'zod';
import { byName, maybeEmpty, optionalText } from './answers';
import { missing } from './errors';
import type { Plesk } from './transport';
import type { XmlNode } from '../../kernel/xml';

const found = z.object({
	id: optionalText,
	name: optionalText,
	guid: optionalText,
	limits: maybeEmpty(z.object({ limit: byName })),
});

/** A service plan, which is Plesk's word for a package. */
export interface ServicePlan {
	readonly id: string;
	readonly name: string;
	readonly guid: string;
	readonly limits: ReadonlyMap<string, string>;
}

/** Without an owner in the request, Plesk returns the administrator's plans. These are for sale. */
export async function ownPlans(plesk: Plesk): Promise<ServicePlan[]> {
	return await plans(plesk, []);
}

async function plans(plesk: Plesk, owner: readonly XmlNode[]): Promise<ServicePlan[]> {
	const content: XmlNode[] = [['filter'], ...owner];
	const all = await plesk.xml({ name: 'service-plan.get', content, skip: 'missing' }, found);
	return all
		.filter(({ guid }) => guid !== '')
		.map(({ id, name, guid, limits }) => ({ id, name, guid, limits: limits.limit }));
}

/** Returns the names of all plans, also of resellers, by the IDs that subscriptions use. */
export async function planNames(plesk: Plesk): Promise<ReadonlyMap<string, string>> {
	return new Map((await plans(plesk, [['owner-all']])).map(({ guid, name }) => [guid, name]));
}

/** @throws ExternalError `not_found` when the administrator has no plan of that name. */
export async function planNamed(plesk: Plesk, name: string): Promise<ServicePlan> {
	const plan = (await ownPlans(plesk)).find((one) => one.name === name);
	if (plan) return plan;
	throw missing(`service plan '${name}'`);
}
