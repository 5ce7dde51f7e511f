import { needsOf, unpickedTypes, type Copies, type StarterWorkflow } from '../../core/starterWorkflows';
import { goneCredentials } from './publish';
import { copiesIn, selected, shippedWithout, type Scene } from './scene';
import { isOutdated } from './upgrade';

/** How one starter workflow is at an n8n. */
export interface StatusRow {
	readonly number: string;
	readonly starterId: string;
	readonly name: string;
	/** The ID at n8n; null when it is not installed. */
	readonly id: string | null;
	readonly version: string | null;
	/** The version that the pack brings. */
	readonly packVersion: string;
	readonly edited: boolean;
	/** The pack has another version, and no older one. */
	readonly outdated: boolean;
	readonly published: boolean;
	/** What is saved is newer than what is published. */
	readonly unpublishedChanges: boolean;
	readonly without: readonly string[];
	/** Only a provider that is left out needs it. */
	readonly leftOut: boolean;
	/** Credential types without a pick, or whose credential is gone. */
	readonly missingCredentials: readonly string[];
	/** Further copies, such as a new version beside an edited one. */
	readonly beside: ReadonlyArray<{ readonly id: string; readonly name: string; readonly version: string }>;
}

/** The starter workflows that are wanted or there, by number. */
export function statusOf(scene: Scene): StatusRow[] {
	const copies = copiesIn(scene);
	const all = shippedWithout(scene, scene.record.without);
	const { only } = scene.record;
	const known = only?.filter((name) => [...all.values()].some(({ id, number }) => id === name || number === name));
	const wanted = new Set(selected([...all.values()], scene.options.only ?? known).wanted.map(({ id }) => id));
	return scene.starters.workflows
		.filter(({ id }) => wanted.has(id) || copies.has(id))
		.map((starter) => rowOf(scene, starter, copies.get(starter.id)));
}

function rowOf(scene: Scene, starter: StarterWorkflow, copies: Copies | undefined): StatusRow {
	const { id: starterId, number } = starter;
	const packVersion = scene.starters.version;
	if (!copies) {
		return {
			...{ number, starterId, name: starter.name, id: null, version: null, edited: false, outdated: false },
			...{ packVersion, published: false, unpublishedChanges: false, without: [], leftOut: false, missingCredentials: [], beside: [] },
		};
	}
	const { main, others } = copies;
	const shipped = shippedWithout(scene, main.mark.without).get(starterId) ?? starter;
	const titles = new Map(needsOf(shipped).map(({ type, title }) => [type, title]));
	const unpicked = unpickedTypes(shipped, main.workflow);
	const gone = goneCredentials(scene, main.workflow).map(({ type }) => type);
	return {
		number,
		starterId,
		name: main.workflow.name,
		id: main.workflow.id,
		version: main.mark.version,
		packVersion,
		edited: main.edited,
		outdated: isOutdated(scene, main),
		published: main.workflow.published,
		unpublishedChanges: main.workflow.publishedContent !== undefined,
		without: main.mark.without,
		leftOut: !shippedWithout(scene, scene.record.without).has(starterId),
		missingCredentials: [...new Set([...unpicked, ...gone])].map((type) => `${titles.get(type) ?? type} (${type})`),
		beside: others.map(({ workflow, mark }) => ({ id: workflow.id, name: workflow.name, version: mark.version })),
	};
}

export const isWanting = ({ id, published, missingCredentials, leftOut }: StatusRow): boolean =>
	!leftOut && (id === null || !published || missingCredentials.length > 0);

/** The rows as a table for a terminal. */
export function tableOf(rows: readonly StatusRow[]): string[] {
	const cells = rows.map((row) => [
		row.name,
		row.version ?? '–',
		row.id === null ? 'not installed' : stateOf(row),
		row.id === null ? '–' : publishedWord(row),
		row.missingCredentials.join(', ') || '–',
	]);
	const head = ['Workflow', 'Version', 'State', 'Published', 'Missing credentials'];
	const widths = head.map((word, column) => Math.max(word.length, ...cells.map((row) => (row[column] ?? '').length)));
	const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd();
	const beside = rows.flatMap(({ name, beside: copies }) =>
		copies.map((copy) => `Beside '${name}': '${copy.name}' (${copy.id}), version ${copy.version}.`),
	);
	const without = [...new Set(rows.flatMap((row) => row.without))].sort();
	return [
		line(head),
		...cells.map(line),
		...beside,
		...(without.length === 0 ? [] : [`Left out: ${without.join(', ')}. install --with takes one in again.`]),
	];
}

function stateOf({ edited, outdated, leftOut, version, packVersion }: StatusRow): string {
	const older = version === packVersion ? `another build of ${packVersion} is here` : `outdated: ${packVersion} is here`;
	return [edited ? 'edited' : 'unchanged', ...(outdated ? [older] : []), ...(leftOut ? ['left out'] : [])].join(', ');
}

const publishedWord = ({ published, unpublishedChanges }: StatusRow) =>
	published ? (unpublishedChanges ? 'an older state' : 'yes') : 'no';
