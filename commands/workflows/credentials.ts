import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { InputError } from '../../core/kernel/errors';
import type { ListedCredential } from '../../core/n8nInstance';
import { needsOf, type Need, type PickedCredential, type StarterWorkflow } from '../../core/starterWorkflows';
import { copiesIn, type Scene } from './scene';

/** A credential type of some workflows, with the numbers of those that want it. */
export interface WantedCredential extends Omit<Need, 'nodes'> {
	readonly numbers: readonly string[];
}

export function wantedBy(workflows: readonly StarterWorkflow[]): WantedCredential[] {
	const wanted = new Map<string, { title: string; numbers: string[] }>();
	for (const workflow of workflows) {
		for (const { type, title } of needsOf(workflow)) {
			const known = wanted.get(type);
			if (known) known.numbers.push(workflow.number);
			else wanted.set(type, { title, numbers: [workflow.number] });
		}
	}
	return [...wanted].map(([type, more]) => ({ type, ...more }));
}

const mapping = z.record(z.string(), z.string());

/** The file of `--credentials`. */
export async function readMapping(path: string | undefined): Promise<Readonly<Record<string, string>>> {
	if (path === undefined) return {};
	try {
		return mapping.parse(JSON.parse(await readFile(path, 'utf8')));
	} catch {
		throw new InputError(
			'--credentials',
			`is no file of credentials: ${path}`,
			'Write JSON such as { "mspDatabaseApi": "MSP Database" }: by credential type the name or the ID.',
		);
	}
}

/**
 * Finds the credential of each type: the one that the file names, the one that was chosen before, the one that the
 * installed workflows have, the only one; else it asks. What is not found is not in the answer.
 */
export async function chooseCredentials(
	scene: Scene,
	wanted: readonly WantedCredential[],
): Promise<Record<string, PickedCredential>> {
	const named = await readMapping(scene.options.credentials);
	const known = new Set(wantedBy(scene.starters.workflows).map(({ type }) => type));
	const unknown = Object.keys(named).filter((type) => !known.has(type));
	if (unknown.length > 0) {
		scene.left.push(
			`--credentials names types that no starter workflow wants: ${unknown.join(', ')}. They are ${[...known].sort().join(', ')}.`,
		);
	}
	const chosen: Record<string, PickedCredential> = {};
	for (const need of wanted) {
		const found = await chooseOne(scene, need, named[need.type]);
		if (!found) continue;
		chosen[need.type] = { id: found.id, name: found.name };
		if (named[need.type] !== undefined) scene.asked.add(need.type);
	}
	return chosen;
}

/** What the record says, without credentials that are gone from n8n: a pick of one helps nobody. */
export function recordedPicks({ listed, record }: Pick<Scene, 'listed' | 'record'>): Record<string, PickedCredential> {
	const isThere = (type: string, id: string) => !listed || listed.some((one) => one.type === type && one.id === id);
	return Object.fromEntries(Object.entries(record.credentials).filter(([type, { id }]) => isThere(type, id)));
}

async function chooseOne(
	scene: Scene,
	need: WantedCredential,
	named: string | undefined,
): Promise<PickedCredential | undefined> {
	const { terminal, listed, record } = scene;
	const candidates = candidatesOf(scene, need.type);
	if (named !== undefined) {
		const found = candidates.filter(({ id, name }) => id === named || name === named);
		if (found.length === 1) return found[0];
		if (found.length > 1) throw ambiguous(need, named, found);
		const resolved = listed ? undefined : await scene.instance.credentialNamed(need.type, named);
		if (resolved) return resolved;
		throw new InputError(
			'--credentials',
			`names a credential that is not there: ${named} (${need.type})`,
			candidates.length === 0
				? `Make one of the type ${need.title} in n8n.`
				: `There are: ${candidates.map(shown).join(', ')}.`,
		);
	}
	const before = record.credentials[need.type];
	if (before && (!listed || candidates.some(({ id }) => id === before.id))) {
		return candidates.find(({ id }) => id === before.id) ?? before;
	}
	const used = usedByInstalled(scene, need.type).filter(({ id }) => !listed || candidates.some((one) => one.id === id));
	if (used.length === 1) return used[0];
	if (candidates.length === 1) {
		const [only] = candidates;
		if (only) terminal.say(`${need.title}: '${only.name}', the only one.`);
		return only;
	}
	if (candidates.length === 0) return listed ? undefined : await askForName(scene, need);
	if (!terminal.canAsk) {
		terminal.warn(`${need.title}: there are ${candidates.map(shown).join(', ')}. Name one in --credentials.`);
		return undefined;
	}
	return await askWhich(scene, need, candidates);
}

/** Those that n8n lists; where it lists none, those that its workflows use. */
function candidatesOf({ listed, kept }: Scene, type: string): ListedCredential[] {
	if (listed) return listed.filter((one) => one.type === type);
	const used = new Map<string, ListedCredential>();
	for (const { nodes } of kept) {
		for (const { credentials } of nodes) {
			const pick = credentials?.[type];
			if (pick?.id && pick.id !== '' && !/^msp-/.test(pick.id)) used.set(pick.id, { id: pick.id, name: pick.name ?? '', type });
		}
	}
	return [...used.values()];
}

function usedByInstalled(scene: Scene, type: string): PickedCredential[] {
	const used = new Map<string, PickedCredential>();
	for (const { main } of copiesIn(scene).values()) {
		for (const { credentials } of main.workflow.nodes) {
			const pick = credentials?.[type];
			if (pick?.id) used.set(pick.id, { id: pick.id, name: pick.name ?? '' });
		}
	}
	return [...used.values()];
}

async function askForName(scene: Scene, need: WantedCredential): Promise<PickedCredential | undefined> {
	const byTitle = await scene.instance.credentialNamed(need.type, need.title);
	if (byTitle) {
		scene.terminal.say(`${need.title}: '${byTitle.name}', by its name.`);
		return byTitle;
	}
	while (scene.terminal.canAsk) {
		const name = await scene.terminal.ask(`${need.title} (for ${need.numbers.join(', ')}): its name in n8n, or nothing: `);
		if (name === '') return undefined;
		const found = await scene.instance.credentialNamed(need.type, name);
		if (found) return found;
		scene.terminal.say(`n8n knows no credential of this type by that name, or several.`);
	}
	return undefined;
}

async function askWhich(
	{ terminal }: Scene,
	need: WantedCredential,
	candidates: readonly ListedCredential[],
): Promise<PickedCredential | undefined> {
	terminal.say(
		`${need.title}, for ${need.numbers.join(', ')}:`,
		...candidates.map(({ name, id }, index) => `  ${index + 1}  ${name} (${id})`),
	);
	for (;;) {
		const answer = await terminal.ask(`Which one? (1-${candidates.length}, or nothing for none) `);
		if (answer === '') return undefined;
		const found = /^\d+$/.test(answer) ? candidates[Number(answer) - 1] : undefined;
		if (found) return found;
	}
}

const shown = ({ name, id }: PickedCredential) => `'${name}' (${id})`;

const ambiguous = (need: WantedCredential, named: string, found: readonly PickedCredential[]) =>
	new InputError(
		'--credentials',
		`names several credentials: ${named} (${need.type})`,
		`Write the ID of one: ${found.map(shown).join(', ')}.`,
	);
