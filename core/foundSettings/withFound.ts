import type { FoundKind, FoundOn } from './foundSettings';

/** The parts of a policy that another system may do in place of the pack. */
interface Doing {
	readonly reminders: boolean;
	readonly lateFees: boolean;
	readonly chargeWhen: 'never' | 'on_issue' | 'on_due';
}

/** A policy, with what another system does already taken out of it. Pure. */
export function withFound<Policy extends Doing>(policy: Policy, found: Pick<FoundOn, 'has'> | undefined): Policy {
	if (!found) return policy;
	return {
		...policy,
		reminders: policy.reminders && !found.has('reminders'),
		lateFees: policy.lateFees && !found.has('late_fees'),
		chargeWhen: found.has('charges') ? 'never' : policy.chargeWhen,
	};
}

const doing: Readonly<Record<FoundKind, string>> = {
	reminders: 'sends reminders',
	late_fees: 'charges late fees',
	charges: 'charges saved methods',
};
const ours: Readonly<Record<FoundKind, string>> = {
	reminders: 'The pack sends no reminders for its invoices; warnings of a suspension are sent all the same.',
	late_fees: 'The pack adds no late fees to its invoices.',
	charges: 'The pack charges nothing for its invoices.',
};
const notOurs = 'The pack does it as its billing policy says.';

/** What was found, and what follows from it, for an operator: `Invoice Ninja sends reminders (enable_reminder1 true). …` */
export function wordsOn(
	system: string,
	{ kind, isOn, settings }: { readonly kind: FoundKind; readonly isOn: boolean; readonly settings: object },
): string {
	const known = Object.entries(settings).filter(([, value]) => value !== undefined && value !== null);
	const named = known.map(([name, value]) => `${name} ${JSON.stringify(value)}`);
	const because = named.length > 0 ? ` (${named.join(', ')})` : '';
	const verb = isOn ? doing[kind] : doing[kind].replace(/^(\w+)s /, (_, word: string) => `does not ${word} `);
	return `${system} ${verb}${because}. ${isOn ? ours[kind] : notOurs}`;
}
