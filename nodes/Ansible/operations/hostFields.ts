import { z } from 'zod';
import type { RunLimit } from '../../../core/ansible';
import { InputError } from '../../../core/kernel/errors';
import { mostEntries, textLimits } from '../../../core/kernel/textLimits';
import { choice, text, type Field } from '../../shared/field';

/** Names, separated by commas, spaces or lines; or a list of them. */
export const names = z.preprocess(
	(given) => (typeof given === 'string' ? given.split(/[\s,]+/).filter(Boolean) : (given ?? [])),
	z.array(z.string().trim().max(textLimits.domain)).max(mostEntries),
);

const howHostsAreChosen = { named: 'Named Hosts', pattern: 'Pattern', all: 'All Hosts' } as const;
type HowHostsAreChosen = keyof typeof howHostsAreChosen;

/**
 * Which hosts a run is for.
 *
 * @param standard what is chosen at first: a change begins with hosts that are named.
 */
const fieldsOfHosts = (standard: HowHostsAreChosen, description: string) =>
	({
		hosts: choice('Hosts', howHostsAreChosen, { default: standard, description }),
		hostNames: text('Names', names, {
			required: true,
			placeholder: 'e.g. web1, web2',
			description: 'Names of hosts and groups of the inventory, as they are written there, separated by commas',
			displayOptions: { show: { hosts: ['named'] } },
		}),
		hostPattern: text('Pattern', z.string().trim().max(textLimits.line).default(''), {
			required: true,
			placeholder: 'e.g. web:!web3',
			description: 'A pattern of Ansible. The result lists the hosts that it meant.',
			displayOptions: { show: { hosts: ['pattern'] } },
		}),
	}) as const satisfies Readonly<Record<string, Field>>;

export const hostFields = fieldsOfHosts('named', 'Which hosts to run on. A run on all of them is a choice of its own.');
export const listedHosts = fieldsOfHosts('all', 'Which hosts to return');

export interface ChosenHosts {
	readonly hosts: HowHostsAreChosen;
	readonly hostNames: readonly string[];
	readonly hostPattern: string;
}

/** What names every host: a list that an expression made must not hold it by chance. */
const everyHost: ReadonlySet<string> = new Set(['all', '*']);

/** @throws InputError when hosts are to be named and none is, or one of the names means all of them. */
export function limitOf({ hosts, hostNames, hostPattern }: ChosenHosts): RunLimit {
	if (hosts === 'all') return { kind: 'all' };
	if (hosts === 'pattern') {
		if (hostPattern !== '') return { kind: 'pattern', pattern: hostPattern };
		throw new InputError('hostPattern', 'is empty', 'Give a pattern, or choose All Hosts.');
	}
	if (hostNames.length === 0) {
		throw new InputError('hostNames', 'is empty', 'Name the hosts, or choose All Hosts when all are meant.');
	}
	const every = hostNames.find((name) => everyHost.has(name));
	if (every === undefined) return { kind: 'names', names: hostNames };
	throw new InputError('hostNames', `holds ${every}, which means all hosts`, 'Choose All Hosts when all are meant.');
}
