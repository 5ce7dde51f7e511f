import type { KeptWorkflow, StarterWorkflow } from '../../core/starterWorkflows';

/** The name of a workflow that is replaced: one that the operator gave stays, and one with a version loses it. */
export function nameFor({ name }: Pick<KeptWorkflow, 'name'>, starter: Pick<StarterWorkflow, 'name'>): string {
	const rest = name.startsWith(starter.name) ? name.slice(starter.name.length) : undefined;
	return rest !== undefined && /^( \(\d+\.\d+\.\d+\S*\))?( \d+)?$/.test(rest) ? starter.name : name;
}
