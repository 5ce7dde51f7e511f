import {
	differenceOf,
	dress,
	fingerprintOfContent,
	type Copies,
	type Copy,
	type KeptWorkflow,
	type StarterWorkflow,
} from '../../core/starterWorkflows';
import { chooseCredentials, recordedPicks, wantedBy } from './credentials';
import { leftOutCopies } from './leftOut';
import { nameFor } from './nameFor';
import { checkNotOlder, isNewerThan } from './olderPack';
import { obstaclesOf } from './publish';
import { installedWith } from './record';
import { change, copiesIn, keepRecord, make, markFor, orLeft, selected, shippedWithout, surroundingsIn, type Scene } from './scene';

/** Brings newer versions: in place where nobody edited, beside and unpublished where somebody did. */
export async function upgrade(scene: Scene): Promise<void> {
	const before = copiesIn(scene);
	const all = shippedWithout(scene, scene.record.without);
	const { wanted } = selected([...all.values()], scene.options.only);
	for (const { workflow, mark } of leftOutCopies(scene, scene.record.without)) {
		scene.terminal.say(
			`${workflow.name}: stays at ${mark.version}, since only what is left out needs it. install --with takes it in again.`,
		);
	}
	const there = wanted.filter(({ id }) => before.has(id));
	const absent = wanted.filter(({ id }) => !before.has(id));
	if (there.length === 0) {
		scene.left.push('No starter workflow is installed: run install.');
		return;
	}
	checkNotOlder(scene.starters.version, there.flatMap(({ id }) => before.get(id) ?? []));
	const variants = there.map((starter) => variantOf(scene, starter, before.get(starter.id)));
	const credentials = await chooseCredentials(scene, wantedBy(variants));
	await keepRecord(scene, { credentials: { ...recordedPicks(scene), ...credentials } });
	for (const starter of variants) await orLeft(scene, starter.name, async () => await upgradeOne(scene, starter));
	await keepRecord(scene);
	if (absent.length > 0 && !scene.record.only) {
		scene.terminal.say(`Not installed: ${absent.map(({ name }) => name).join(', ')}. install brings them.`);
	}
}

/** Without the providers that were left out when this workflow was installed. */
function variantOf(scene: Scene, starter: StarterWorkflow, copies: Copies | undefined): StarterWorkflow {
	const { without } = copies?.main.mark ?? { without: scene.record.without };
	return shippedWithout(scene, without).get(starter.id) ?? starter;
}

async function upgradeOne(scene: Scene, starter: StarterWorkflow): Promise<void> {
	const copies = copiesIn(scene).get(starter.id);
	if (!copies) return;
	const { main, others } = copies;
	const mark = markFor(scene, starter, main.mark.without);
	if (main.mark.fingerprint === mark.fingerprint) return;
	const beside = others.find((copy) => copy.mark.fingerprint === mark.fingerprint);
	if (beside) {
		scene.terminal.say(`${main.workflow.name}: edited; the new version lies beside it, as '${beside.workflow.name}'.`);
		return;
	}
	if (main.edited || main.workflow.publishedContent) await layBeside(scene, starter, copies);
	else await replaceInPlace(scene, starter, main);
}

/** A published one stays published, so what n8n would refuse is looked for first. */
async function replaceInPlace(scene: Scene, starter: StarterWorkflow, { workflow, mark }: Copy): Promise<void> {
	const dressed = dress(starter, surroundingsIn(scene), workflow);
	const next = { ...workflow, ...dressed, nodes: [...dressed.nodes] } as KeptWorkflow;
	const obstacles = workflow.published ? obstaclesOf(scene, starter, next) : [];
	if (obstacles.length > 0) {
		scene.left.push(`${workflow.name} stays as it is, since the new version could not be published: ${obstacles.join('; ')}.`);
		return;
	}
	await change(scene, workflow, { ...dressed, name: nameFor(workflow, starter) }, markFor(scene, starter, mark.without));
	const state = workflow.published ? 'and published' : 'and not published, as before';
	scene.terminal.say(`${workflow.name}: ${stepBetween(mark.version, scene.starters.version)}, replaced ${state}.`);
}

/** From which version to which. Before a release, two builds of the pack have the same one. */
export const stepBetween = (from: string, to: string): string => (from === to ? `another build of ${to}` : `${from} → ${to}`);

async function layBeside(scene: Scene, starter: StarterWorkflow, { main, others }: Copies): Promise<void> {
	const mark = markFor(scene, starter, main.mark.without);
	const dressed = dress(starter, surroundingsIn(scene), main.workflow);
	const name = freeName(scene, `${starter.name} (${scene.starters.version})`);
	const older = others.find(({ edited, workflow }) => !edited && !workflow.published);
	if (older) await change(scene, older.workflow, { ...dressed, name }, mark);
	else await make(scene, starter, { ...dressed, name }, mark, `${starter.id}-${mark.fingerprint}`);
	const installed = await installedWith(scene.place, starter.id, main.mark.fingerprint);
	scene.terminal.say(
		`${main.workflow.name}: you have edited it, so it stays. The new version is '${name}', not published.`,
		...(installed ? ['  You changed:', ...indented(differenceOf(installed, main.workflow))] : []),
		...(installed ? ['  The new version changes:', ...indented(differenceOf(installed, starter))] : []),
		...(installed ? [] : ['  The new one against yours:', ...indented(differenceOf(main.workflow, starter))]),
		'  Carry your changes over, unpublish the old one, publish the new one, and remove the old one.',
	);
}

const indented = (lines: readonly string[]) => (lines.length === 0 ? ['    nothing'] : lines.map((line) => `    ${line}`));

function freeName({ kept }: Scene, wanted: string): string {
	for (let next = 1; ; next++) {
		const name = next === 1 ? wanted : `${wanted} ${next}`;
		if (!kept.some((one) => one.name === name)) return name;
	}
}

/** Whether a newer version than the installed one is there. */
export const isOutdated = (scene: Scene, { mark }: Copy): boolean => {
	const shipped = shippedWithout(scene, mark.without).get(mark.starterId);
	if (!shipped || isNewerThan(scene.starters.version, mark)) return false;
	return fingerprintOfContent(shipped) !== mark.fingerprint;
};
