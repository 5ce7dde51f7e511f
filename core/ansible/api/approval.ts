import type { RunOrigin } from '../request';

/** In what a run differs from what was approved, in words; undefined when in nothing. */
export function differenceOf(approved: RunOrigin, found: RunOrigin): string | undefined {
	const parts = [
		approved.commit === found.commit
			? ''
			: `the commit is ${found.commit ?? 'unknown'} and was ${approved.commit ?? 'unknown'}`,
		approved.changesHash === found.changesHash ? '' : 'files of the project differ from the commit',
		approved.inventoryHash === found.inventoryHash ? '' : 'the inventory has changed',
		sameHosts(approved.hosts, found.hosts)
			? ''
			: `the hosts are ${wordsOf(found.hosts)} and were ${wordsOf(approved.hosts)}`,
	].filter((part) => part !== '');
	return parts.length === 0 ? undefined : parts.join('; ');
}

function sameHosts(one: RunOrigin['hosts'], other: RunOrigin['hosts']): boolean {
	if (one === null || other === null) return one === other;
	return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}

const wordsOf = (hosts: RunOrigin['hosts']) => (hosts ? hosts.join(', ').slice(0, 300) || 'none' : 'unknown');
