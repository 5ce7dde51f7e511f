import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { HttpConditions } from '../../kernel/http';
import type { ApiVendor } from '../api/errors';
import { openApi, type Api } from '../api/transport';
import { info, inventory, named, template, type SemaphoreInventory, type SemaphoreTemplate } from './answers';
import type { SemaphoreLogin } from './login';

export const semaphoreVendor: ApiVendor = {
	name: 'Semaphore',
	credential: 'MSP Semaphore',
	wordsOf,
	checkLogIn: 'Check the token in the MSP Semaphore credential. Users make tokens under API Tokens.',
	checkRights: 'Give the user of the token the role Task Runner or Manager in the project.',
	log: "Semaphore's log",
};

function wordsOf(body: unknown): string {
	const read = refusal.safeParse(body);
	return read.success ? (read.data.error ?? read.data.message ?? '') : '';
}
const refusal = z.object({ error: z.string().optional(), message: z.string().optional() });

export interface Semaphore extends Api {
	/** From 2.13 a template says what a task may override; before, a task overrides what it names. Asked once. */
	hasSwitches(): Promise<boolean>;
}

export function openSemaphoreApi(login: SemaphoreLogin, conditions?: HttpConditions): Semaphore {
	const api = openApi({
		vendor: semaphoreVendor,
		trust: login,
		prefix: '/api',
		authorization: `Bearer ${login.token.trim()}`,
		secrets: [login.token],
		conditions,
	});
	let switches: Promise<boolean> | undefined;
	return {
		...api,
		hasSwitches: async () => await (switches ??= api.json({ method: 'GET', path: '/info' }, info).then(isFrom213)),
	};
}

/** 2.13.0 brought the switches: semaphoreui/semaphore#3029. A version without a number is one from its makers' branch. */
function isFrom213({ version }: z.infer<typeof info>): boolean {
	const [, major = '', minor = ''] = /(\d+)\.(\d+)/.exec(version) ?? [];
	return major === '' || Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 13);
}

/** @param wanted the ID or the name. */
export async function findProject(semaphore: Semaphore, wanted: string): Promise<number> {
	const name = wanted.trim();
	if (/^\d+$/.test(name)) return Number(name);
	const projects = await semaphore.json({ method: 'GET', path: '/projects' }, z.array(named));
	return oneOf(projects, name, 'project').id;
}

export async function findTemplate(semaphore: Semaphore, project: number, wanted: string): Promise<SemaphoreTemplate> {
	const name = wanted.trim();
	const path = `/project/${project}/templates`;
	const query = { sort: 'name', order: 'asc' };
	const templates = await semaphore.json({ method: 'GET', path, query }, z.array(template));
	return oneOf(templates, name, 'template');
}

export async function findInventory(
	semaphore: Semaphore,
	project: number,
	wanted: string,
): Promise<SemaphoreInventory> {
	const path = `/project/${project}/inventory`;
	const query = { sort: 'name', order: 'asc' };
	return oneOf(await semaphore.json({ method: 'GET', path, query }, z.array(inventory)), wanted.trim(), 'inventory');
}

/** Semaphore answers an unknown ID with an empty 500 or 400, so the lists are read and not the rows. */
function oneOf<Row extends { readonly id: number; readonly name: string }>(
	rows: readonly Row[],
	wanted: string,
	what: string,
): Row {
	const byId = /^\d+$/.test(wanted) ? rows.filter(({ id }) => id === Number(wanted)) : [];
	const [found, other] = byId.length > 0 ? byId : rows.filter(({ name }) => name === wanted);
	const shown = wanted.slice(0, 200);
	if (!found) {
		throw new ExternalError(
			'not_found',
			`Semaphore has no ${what} '${shown}' that this token may see`,
			`Check the ID or the name of the ${what}, and that the user of the token is a member of the project.`,
		);
	}
	if (!other) return found;
	throw new ExternalError(
		'invalid',
		`Semaphore has several of the name '${shown}' as ${what}: ${found.id} and ${other.id}`,
		'Give the ID of the one that you mean.',
	);
}
