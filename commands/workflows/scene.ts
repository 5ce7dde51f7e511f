import { join } from 'node:path';
import type { ListedCredential, N8nInstance } from '../../core/n8nInstance';
import { shown, UsageError } from '../../core/kernel/commandWords';
import { ExternalError } from '../../core/kernel/errors';
import {
	calledFirst,
	copiesAmong,
	fingerprintOfContent,
	marked,
	namedBy,
	readPackage,
	withoutImplied,
	withoutProviders,
	type Copies,
	type DressedWorkflow,
	type KeptWorkflow,
	type Mark,
	type ProviderName,
	type StarterPackage,
	type StarterWorkflow,
	type Surroundings,
} from '../../core/starterWorkflows';
import { lockRecord } from './lock';
import { openInstance } from './open';
import { checkOnly, type Options } from './options';
import {
	backUp,
	emptyRecord,
	keepInstalled,
	readRecord,
	recordPlaceFor,
	writeRecord,
	type RecordPlace,
	type WorkflowRecord,
} from './record';
import type { Terminal } from './terminal';
import { checkUnchanged } from './unchangedSince';
import { freeId } from './workflowId';

/** All that a command looks at and changes. */
export interface Scene {
	readonly options: Options;
	readonly terminal: Terminal;
	readonly instance: N8nInstance;
	readonly facts: string;
	readonly starters: StarterPackage;
	readonly place: RecordPlace;
	record: WorkflowRecord;
	/** The workflows of n8n, as this command knows them. */
	kept: KeptWorkflow[];
	/** Its credentials; undefined when n8n lists none. */
	readonly listed: readonly ListedCredential[] | undefined;
	/** The credential types that `--credentials` names: what is picked already is replaced. */
	readonly asked: Set<string>;
	/** Where something was saved, and what is left to do. */
	readonly saved: string[];
	readonly left: string[];
}

export async function openScene(
	options: Options,
	terminal: Terminal,
	environment: Readonly<Record<string, string | undefined>>,
	changes: boolean,
): Promise<Scene> {
	const starters = await readPackage(options.from ?? packageFolder());
	checkOnly(options.only, starters);
	const { instance, facts } = await openInstance(options, starters.version, terminal, environment);
	const place = recordPlaceFor(instance.where, options, environment);
	// Before anything is read: what another command makes meanwhile would be made twice.
	if (changes) process.once('exit', await lockRecord(place.file));
	const record = await readRecord(place.file);
	const [kept, listed] = [await instance.workflows(), await instance.credentials()];
	return {
		...{ options, terminal, instance, facts, starters, kept, listed },
		place: { ...place, wasThere: record !== undefined },
		record: record ?? recalledFrom(kept, starters, emptyRecord(instance.where)),
		asked: new Set(),
		saved: [],
		left: [],
	};
}

/** What a lost record said, as far as the workflows themselves tell it. */
function recalledFrom(kept: readonly KeptWorkflow[], starters: StarterPackage, empty: WorkflowRecord): WorkflowRecord {
	const copies = copiesAmong(kept);
	const without = [...new Set([...copies.values()].flatMap(({ main }) => main.mark.without))];
	const isWhole = withoutProviders(starters.workflows, without).every(({ id }) => copies.has(id));
	return { ...empty, without, ...(copies.size > 0 && !isWhole && { only: [...copies.keys()] }) };
}

/** The pack that this file belongs to: below `dist` when it is built. */
function packageFolder(): string {
	const folder = join(__dirname, '../..');
	return /[\\/]dist$/.test(folder) ? join(folder, '..') : folder;
}

export const copiesIn = ({ kept, record }: Scene): Map<string, Copies> =>
	copiesAmong(kept, new Map(Object.entries(record.workflows)));

/** A workflow of the package without some providers, in the form in which n8n keeps it, and its fingerprint. */
export function shippedWithout(scene: Scene, without: readonly ProviderName[]): Map<string, StarterWorkflow> {
	return new Map(withoutProviders(scene.starters.workflows, without).map((one) => [one.id, withoutImplied(one)]));
}

export const markFor = (scene: Scene, starter: StarterWorkflow, without: readonly ProviderName[]): Mark => ({
	starterId: starter.id,
	version: scene.starters.version,
	fingerprint: fingerprintOfContent(starter),
	without,
});

/** The workflows of these numbers, and those that they name, the called ones first. All if no number is given. */
export function selected(
	workflows: readonly StarterWorkflow[],
	only: readonly string[] | undefined,
): { readonly wanted: StarterWorkflow[]; readonly added: StarterWorkflow[] } {
	const sorted = calledFirst(workflows);
	if (!only) return { wanted: sorted, added: [] };
	const known = (name: string) => workflows.some((one) => one.number === name || one.id === name);
	// What a provider takes along is no mistake of whoever asked for it once.
	const unknown = only.find((name) => !known(name) && !/^msp-/.test(name));
	if (unknown !== undefined) {
		throw new UsageError(
			`--only names no workflow that is there: ${shown(unknown)}`,
			`The numbers are ${workflows.map(({ number }) => number).join(', ')}.`,
		);
	}
	const asked = new Set(workflows.filter(({ id, number }) => only.includes(number) || only.includes(id)).map(({ id }) => id));
	const all = new Set(asked);
	for (const id of all) {
		const workflow = workflows.find((one) => one.id === id);
		for (const named of workflow ? namedBy(workflow) : []) all.add(named);
	}
	const wanted = sorted.filter(({ id }) => all.has(id));
	return { wanted, added: wanted.filter(({ id }) => !asked.has(id)) };
}

/** What n8n gives to a starter workflow now. */
export function surroundingsIn(scene: Scene): Surroundings {
	const { listed, record } = scene;
	return {
		credentials: new Map(Object.entries(record.credentials)),
		asked: scene.asked,
		workflows: new Map(
			[...copiesIn(scene)].map(([starterId, { main }]) => [
				starterId,
				{ id: main.workflow.id, name: main.workflow.name },
			]),
		),
		...(listed && { hasCredential: (type, id) => listed.some((one) => one.type === type && one.id === id) }),
		hasWorkflow: (id) => scene.kept.some((one) => one.id === id && !one.archived),
	};
}

/** Makes a starter workflow, unpublished. */
export async function make(
	scene: Scene,
	starter: StarterWorkflow,
	dressed: DressedWorkflow,
	mark: Mark,
	wantedId: string,
): Promise<KeptWorkflow> {
	const sent = { ...dressed, nodes: marked(dressed.nodes, mark), pinData: starter.pinData };
	const id = await scene.instance.create(sent, freeId(wantedId, scene.kept));
	const made: KeptWorkflow = {
		...sent,
		nodes: [...sent.nodes],
		connections: { ...sent.connections },
		settings: { ...sent.settings },
		pinData: null,
		id,
		published: false,
		archived: false,
		createdAt: new Date().toISOString(),
		raw: sent,
	};
	scene.kept.push(made);
	return made;
}

/** Saves a workflow to the backups, and replaces what it does. */
export async function change(
	scene: Scene,
	kept: KeptWorkflow,
	dressed: DressedWorkflow,
	mark: Mark,
): Promise<KeptWorkflow> {
	await checkUnchanged(scene.instance, kept);
	scene.saved.push(await backUp(scene.place.backups, kept, new Date()));
	const sent = { ...dressed, nodes: marked(dressed.nodes, mark) };
	await scene.instance.replace(kept, sent);
	const changed: KeptWorkflow = {
		...kept,
		name: sent.name,
		nodes: [...sent.nodes],
		connections: { ...sent.connections },
		settings: { ...kept.settings, ...sent.settings },
		publishedContent: undefined,
	};
	scene.kept = scene.kept.map((one) => (one.id === kept.id ? changed : one));
	return changed;
}

/** Goes on with the next workflow when n8n refuses this one, and says so at the end. Without a way into n8n it stops. */
export async function orLeft(scene: Scene, name: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!(error instanceof ExternalError) || /^(auth|permission|transport)$/.test(error.errorClass)) throw error;
		scene.left.push(`${name} stays as it was: ${error.vendorMessage.replace(/\.$/, '')}. ${error.remedy}`);
	}
}

/** Says it to n8n, and keeps it in mind. */
export async function setPublished(scene: Scene, kept: KeptWorkflow, published: boolean): Promise<void> {
	await (published ? scene.instance.publish(kept.id) : scene.instance.unpublish(kept.id));
	scene.kept = scene.kept.map((one) => (one.id === kept.id ? { ...one, published, publishedContent: undefined } : one));
}

/** Keeps the choices, with the IDs that n8n gave, and what nobody has edited yet: it is what was installed. */
export async function keepRecord(scene: Scene, changes: Partial<WorkflowRecord> = {}): Promise<void> {
	const copies = [...copiesIn(scene)];
	const workflows = Object.fromEntries(copies.map(([id, { main }]) => [id, main.workflow.id]));
	for (const { workflow, mark, edited } of copies.flatMap(([, { main, others }]) => [main, ...others])) {
		if (!edited) await keepInstalled(scene.place, mark.starterId, mark.fingerprint, workflow);
	}
	scene.record = { ...scene.record, ...changes, workflows };
	await writeRecord(scene.place.file, scene.record);
}
