import {
	dress,
	providerNames,
	providers,
	repaired,
	providerOf,
	type Copy,
	type ProviderName,
	type StarterWorkflow,
} from '../../core/starterWorkflows';
import { adoptFoundlings } from './adopt';
import { chooseCredentials, recordedPicks, wantedBy, type WantedCredential } from './credentials';
import { unpublishLeftOut } from './leftOut';
import { nameFor } from './nameFor';
import { publishIfReady } from './publish';
import { change, copiesIn, keepRecord, make, markFor, orLeft, selected, shippedWithout, surroundingsIn, type Scene } from './scene';

/** Makes what is missing, puts right what does not work, and publishes. Running it again changes nothing more. */
export async function install(scene: Scene): Promise<void> {
	await adoptFoundlings(scene);
	const without = await chooseProviders(scene, providersLeftOut(scene));
	const shipped = shippedWithout(scene, without);
	const only = scene.options.only ?? scene.record.only;
	const { wanted, added } = selected([...shipped.values()], only);
	if (scene.options.only && added.length > 0) {
		scene.terminal.say(`Also installed, since they are called: ${added.map(({ name }) => name).join(', ')}.`);
	}
	const credentials = await chooseCredentials(scene, wantedBy(wanted));
	await keepRecord(scene, {
		credentials: { ...recordedPicks(scene), ...credentials },
		without: [...without],
		...(only && { only: [...only] }),
	});
	for (const starter of wanted) await makeIfMissing(scene, starter, without);
	for (const starter of wanted) {
		await orLeft(scene, starter.name, async () => await bringInOrder(scene, starter, without));
	}
	await unpublishLeftOut(scene, without);
	if (!scene.options['no-publish']) await publishAll(scene, wanted);
	await keepRecord(scene);
}

/** As the options say, else as it was chosen before. */
function providersLeftOut(scene: Scene): ProviderName[] {
	const { options, record } = scene;
	const all = new Set([...record.without, ...(options.without ?? [])]);
	for (const name of options.with ?? []) all.delete(name);
	return providerNames.filter((name) => all.has(name));
}

/** Asks about providers that no credential is there of. */
async function chooseProviders(scene: Scene, without: readonly ProviderName[]): Promise<ProviderName[]> {
	const { terminal, listed, options } = scene;
	if (!terminal.canAsk || !listed) return [...without];
	const chosen = [...without];
	const { wanted } = selected([...shippedWithout(scene, without).values()], options.only ?? scene.record.only);
	for (const { type, title, numbers } of wantedBy(wanted)) {
		const provider = providerOf(type);
		if (!provider || chosen.includes(provider) || options.with?.includes(provider)) continue;
		if (listed.some((one) => one.type === type)) continue;
		const question = `There is no credential ${title}, which ${numbers.join(', ')} want. Leave out ${providers[provider].title}?`;
		if (await terminal.confirm(question, true)) chosen.push(provider);
	}
	return chosen;
}

async function makeIfMissing(scene: Scene, starter: StarterWorkflow, without: readonly ProviderName[]): Promise<void> {
	if (copiesIn(scene).has(starter.id)) return;
	const mark = markFor(scene, starter, without);
	await make(scene, starter, dress(starter, surroundingsIn(scene), undefined), mark, starter.id);
	scene.terminal.say(`${starter.name}: made.`);
}

/** Picks and references of what is there, and whose triggers are left out. */
async function bringInOrder(scene: Scene, starter: StarterWorkflow, without: readonly ProviderName[]): Promise<void> {
	const copies = copiesIn(scene).get(starter.id);
	if (!copies) return;
	const { main } = copies;
	const { workflow, mark } = main;
	const wanted = markFor(scene, starter, without);
	if (workflow.publishedContent) {
		scene.terminal.say(`${workflow.name}: has changes that are not published, and is left alone.`);
		return;
	}
	const around = surroundingsIn(scene);
	if (isSameVersion(scene, main) && mark.fingerprint !== wanted.fingerprint && isOtherChoice(mark.without, without)) {
		if (main.edited) {
			scene.left.push(
				`${workflow.name} is edited: switch the triggers of ${without.join(', ') || 'all providers'} off or on in it by hand.`,
			);
			return;
		}
		const name = nameFor(workflow, starter);
		await change(scene, workflow, { ...dress(starter, around, workflow), name }, wanted);
		scene.terminal.say(`${name}: changed, ${without.length === 0 ? 'with all providers' : `without ${without.join(', ')}`}.`);
		return;
	}
	const put = repaired(starter, around, workflow);
	if (!put) return;
	await change(scene, workflow, put, mark);
	scene.terminal.say(`${workflow.name}: credentials and references put right.`);
}

const isSameVersion = ({ starters }: Scene, { mark }: Copy) => mark.version === starters.version;

const isOtherChoice = (one: readonly ProviderName[], other: readonly ProviderName[]) =>
	[...one].sort().join() !== [...other].sort().join();

async function publishAll(scene: Scene, wanted: readonly StarterWorkflow[]): Promise<void> {
	for (const starter of wanted) {
		const main = copiesIn(scene).get(starter.id)?.main;
		if (!main || main.workflow.published) continue;
		if (await publishIfReady(scene, starter, main.workflow)) scene.terminal.say(`${main.workflow.name}: published.`);
	}
	const missing = wantedBy(wanted).filter(({ type }) => isMissing(scene, type));
	if (missing.length > 0) scene.left.push(...missing.map((need) => remedyFor(scene, need)));
}

const isMissing = ({ record }: Scene, type: string) => record.credentials[type] === undefined;

function remedyFor({ listed }: Scene, { type, title, numbers }: WantedCredential): string {
	const provider = providerOf(type);
	const other = provider === undefined ? '' : `, or leave it out: --without ${provider}`;
	const isThere = listed?.some((one) => one.type === type) === true;
	const remedy = isThere ? 'Name one of those that are there in --credentials' : 'Make one in n8n';
	return `Missing credential: ${title} (${type}), for ${numbers.join(', ')}. ${remedy} and run install again${other}.`;
}
