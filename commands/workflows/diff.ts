import { shown, UsageError } from '../../core/kernel/commandWords';
import { differenceOf, fingerprintOfContent, type Copy } from '../../core/starterWorkflows';
import { installedWith } from './record';
import { copiesIn, selected, shippedWithout, type Scene } from './scene';

/** What is different, in words, against what was installed and against what the pack brings. */
export async function linesOfDiff(scene: Scene, number: string | undefined): Promise<string[]> {
	if (number !== undefined && !scene.starters.workflows.some((one) => one.number === number || one.id === number)) {
		throw new UsageError(
			`There is no starter workflow ${shown(number)}`,
			`The numbers are ${scene.starters.workflows.map((one) => one.number).join(', ')}.`,
		);
	}
	const only = number === undefined ? scene.options.only : [number];
	const { wanted, added } = selected(scene.starters.workflows, only);
	const copies = copiesIn(scene);
	const asked = wanted.filter((one) => !added.includes(one)).sort((one, other) => Number(one.number) - Number(other.number));
	const lines: string[] = [];
	for (const { id, name } of asked) {
		const found = copies.get(id);
		if (!found) lines.push(`${name}: not installed.`);
		else for (const copy of [found.main, ...found.others]) lines.push(...(await linesOfCopy(scene, copy)));
	}
	return lines;
}

async function linesOfCopy(scene: Scene, { workflow, mark, edited }: Copy): Promise<string[]> {
	const shipped = shippedWithout(scene, mark.without).get(mark.starterId);
	const isCurrent = shipped !== undefined && fingerprintOfContent(shipped) === mark.fingerprint;
	const installed = await installedWith(scene.place, mark.starterId, mark.fingerprint);
	const base = installed ?? (isCurrent ? shipped : undefined);
	const head = `${workflow.name} (${workflow.id}), installed from ${mark.version}`;
	if (!edited && isCurrent) return [`${head}: as it was installed, and as the pack has it.`];
	const yours = base ? differenceOf(base, workflow) : [];
	const { publishedContent } = workflow;
	const live =
		base && publishedContent ? differenceOf(base, { ...publishedContent, settings: workflow.settings }) : undefined;
	return [
		`${head}:`,
		...(base ? section('  Changed since it was installed:', yours) : ['  What was installed is not known any more.']),
		...(live ? section('  Of that, published:', live) : []),
		...(isCurrent || !shipped ? [] : section('  The pack now has it with:', differenceOf(workflow, shipped))),
	];
}

const section = (head: string, lines: readonly string[]) => [
	head,
	...(lines.length === 0 ? ['    nothing'] : lines.map((line) => `    ${line}`)),
];
