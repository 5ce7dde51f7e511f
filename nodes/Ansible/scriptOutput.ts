import { scriptOutput, type RunOutcome } from '../../core/ansible';
import { ToOutputs, WithFiles } from '../shared/operation';

/** Adds what a script that ended well put out, beside the explanation of its run. */
export function withScriptOutput({ items }: ToOutputs, outcome: RunOutcome): ToOutputs {
	const output = scriptOutput(outcome);
	if (output === undefined) return new ToOutputs(items);
	const told = (json: object) =>
		'run' in json && typeof json.run === 'object' ? { ...json, run: { ...json.run, output } } : json;
	const each = (item: object) => (item instanceof WithFiles ? new WithFiles(told(item.json), item.binary) : told(item));
	return new ToOutputs(Object.fromEntries(Object.entries(items).map(([name, sent]) => [name, sent.map(each)])));
}
