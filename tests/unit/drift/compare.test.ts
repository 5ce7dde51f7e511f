import fc from 'fast-check';
import type { DriftFix, DriftKind, NewFinding } from '../../../core/drift/findings';
import type { BilledServiceRow } from '../../../core/drift/billedServices';
import type { SeenAccount } from '../../../core/drift/difference';
import {
	accountOf,
	cap,
	compare,
	otherServerId,
	packages,
	serverId,
	serviceNamed,
	starterLimits,
	suspendedBy,
	type Sides,
} from './scene';

const findings = (
	services: readonly BilledServiceRow[],
	accounts: readonly SeenAccount[],
	more: Partial<Sides> = {},
): NewFinding[] => compare({ serverId, services, accounts, packages, complete: true, cap, ...more });

const outline = (found: readonly NewFinding[]) => found.map(({ kind, fix, username }) => ({ kind, fix, username }));

/** How one service and what belongs to it may come to disagree, and what must be said of it. */
interface Injection {
	readonly kind: DriftKind;
	readonly fix: DriftFix | null;
	readonly service: Partial<BilledServiceRow>;
	/** Null: there is no account. */
	readonly account: Partial<SeenAccount> | null;
}

const suspendedOnPanel = (suspensionReason: string) => ({ suspended: true, suspensionReason });
const injections: Readonly<Record<string, Injection>> = {
	'paid, and suspended for money on the panel': {
		kind: 'paid_but_suspended',
		fix: 'unsuspend',
		service: {},
		account: suspendedOnPanel(' Overdue '),
	},
	'paid, and suspended by a person on the panel': {
		kind: 'paid_but_suspended',
		fix: null,
		service: {},
		account: suspendedOnPanel('Phishing, see ticket 7'),
	},
	'paid, and suspended on a panel that does not tell why': {
		kind: 'paid_but_suspended',
		fix: null,
		service: {},
		account: suspendedOnPanel(''),
	},
	'without invoices, and suspended on the panel': {
		kind: 'paid_but_suspended',
		fix: null,
		service: { standing: 'unbilled' },
		account: suspendedOnPanel('overdue'),
	},
	'owing, and suspended on the panel only': {
		kind: 'active_but_suspended',
		fix: null,
		service: { standing: 'owing' },
		account: suspendedOnPanel('overdue'),
	},
	'paid, and still suspended on both sides': {
		kind: 'paid_but_suspended',
		fix: 'unsuspend',
		service: suspendedBy('system'),
		account: suspendedOnPanel('overdue'),
	},
	'paid, still suspended on both sides, and on the panel for another reason': {
		kind: 'paid_but_suspended',
		fix: null,
		service: suspendedBy('system'),
		account: suspendedOnPanel('abuse'),
	},
	'paid, and live on the panel already': {
		kind: 'paid_but_suspended',
		fix: 'unsuspend',
		service: suspendedBy('system'),
		account: { suspended: false, suspensionReason: '' },
	},
	'suspended by the system and live': {
		kind: 'suspended_but_alive',
		fix: 'suspend',
		service: { ...suspendedBy('system'), standing: 'owing' },
		account: { suspended: false, suspensionReason: '' },
	},
	'suspended by the system for money that no invoice asks for any more, and live': {
		kind: 'suspended_but_alive',
		fix: null,
		service: { ...suspendedBy('system'), standing: 'unbilled' },
		account: { suspended: false, suspensionReason: '' },
	},
	'suspended by the system for another reason than money, and live': {
		kind: 'suspended_but_alive',
		fix: 'suspend',
		service: suspendedBy('system', 'resource'),
		account: { suspended: false, suspensionReason: '' },
	},
	'suspended by a person and live': {
		kind: 'suspended_but_alive',
		fix: null,
		service: { ...suspendedBy('ada', 'abuse'), standing: 'owing' },
		account: { suspended: false, suspensionReason: '' },
	},
	'terminated and live': {
		kind: 'terminated_but_alive',
		fix: 'suspend',
		service: { status: 'terminated' },
		account: {},
	},
	'terminated and suspended': {
		kind: 'terminated_but_alive',
		fix: null,
		service: { status: 'terminated' },
		account: suspendedOnPanel('overdue'),
	},
	'active and missing': { kind: 'active_but_missing', fix: null, service: {}, account: null },
	'suspended and missing': {
		kind: 'active_but_missing',
		fix: null,
		service: { ...suspendedBy('system'), standing: 'owing' },
		account: null,
	},
	'of another name on the panel': {
		kind: 'active_but_missing',
		fix: null,
		service: {},
		account: { username: 'somebodyelse' },
	},
	'of another domain on the panel': {
		kind: 'active_but_missing',
		fix: null,
		service: {},
		account: { domain: 'moved-on.example' },
	},
	'on another package': {
		kind: 'wrong_package',
		fix: 'change_package',
		service: {},
		account: { packageName: 'business', limits: packages.get('business') ?? {} },
	},
	'of a plan whose package the server lacks': {
		kind: 'wrong_package',
		fix: null,
		service: { packageName: 'gold' },
		account: { packageName: 'starter' },
	},
	'of other limits': {
		kind: 'wrong_limits',
		fix: 'reapply_package',
		service: {},
		account: { limits: { ...starterLimits, mailboxes: null } },
	},
	'of a service on another server': {
		kind: 'wrong_server',
		fix: null,
		service: { serverId: otherServerId, serverCode: 'web2' },
		account: {},
	},
	'of a cancelled order': { kind: 'orphan_account', fix: null, service: { status: 'cancelled' }, account: {} },
	'of a service that ended on another server': {
		kind: 'orphan_account',
		fix: null,
		service: { status: 'terminated', serverId: otherServerId },
		account: {},
	},
	'of the same domain as a terminated service, and another name': {
		kind: 'orphan_account',
		fix: null,
		service: { status: 'terminated' },
		account: { username: 'newowner' },
	},
};
const injectionNames = Object.keys(injections);

/** Pairs that agree, and pairs that do not, under names of their own. */
function sidesOf(agreeing: number, injected: readonly string[]) {
	const services: BilledServiceRow[] = [];
	const accounts: SeenAccount[] = [];
	const expected: Array<ReturnType<typeof outline>[number]> = [];
	for (let index = 0; index < agreeing; index++) {
		const states = [
			{},
			{ ...suspendedBy('system'), standing: 'owing' } as const,
			suspendedBy('ada', 'abuse'),
			{ standing: 'owing' } as const,
		];
		const service = serviceNamed(`agree${index}`, states[index % states.length]);
		services.push(service);
		accounts.push(accountOf(service));
	}
	for (const [index, name] of injected.entries()) {
		const injection = injections[name];
		if (!injection) throw new Error(`there is no injection '${name}'`);
		const service = serviceNamed(`differ${index}`, injection.service);
		services.push(service);
		const renamed = (text: string | undefined) => (text === undefined ? {} : { username: `${text}${index}` });
		const { kind, fix, account } = injection;
		if (account) {
			const moved = account.domain === undefined ? {} : { domain: `${index}.${account.domain}` };
			accounts.push(accountOf(service, { ...account, ...renamed(account.username), ...moved }));
		}
		const ofService = kind === 'active_but_missing' ? service.username : accounts.at(-1)?.username;
		expected.push({ kind, fix, username: ofService ?? null });
	}
	return { services, accounts, expected };
}

const byKey = (found: readonly NewFinding[]) => [...found].sort((one, other) => (one.key < other.key ? -1 : 1));

test.each(injectionNames)('%s', (name) => {
	const { services, accounts, expected } = sidesOf(3, [name]);
	expect(outline(findings(services, accounts))).toEqual(expected);
});

describe('whatever the fleet looks like', () => {
	const some = fc.array(fc.constantFrom(...injectionNames), { maxLength: 15 });

	test('sides that agree give nothing', () => {
		fc.assert(
			fc.property(fc.nat(60), (agreeing) => {
				const { services, accounts } = sidesOf(agreeing, []);
				expect(findings(services, accounts)).toEqual([]);
			}),
		);
	});

	test('each difference is found exactly once, and nothing beside it', () => {
		fc.assert(
			fc.property(fc.nat(40), some, (agreeing, injected) => {
				const { services, accounts, expected } = sidesOf(agreeing, injected);
				const found = findings(services, accounts);
				const sorted = (rows: ReturnType<typeof outline>) => rows.map((row) => JSON.stringify(row)).sort();
				expect(sorted(outline(found))).toEqual(sorted(expected));
				expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
			}),
		);
	});

	test('the order in which either side comes does not matter', () => {
		fc.assert(
			fc.property(fc.nat(20), some, fc.infiniteStream(fc.nat()), (agreeing, injected, numbers) => {
				const { services, accounts } = sidesOf(agreeing, injected);
				const shuffled = <Item>(items: readonly Item[]): Item[] =>
					items
						.map((item) => ({ item, at: numbers.next().value ?? 0 }))
						.sort((one, other) => one.at - other.at)
						.map(({ item }) => item);
				const found = byKey(findings(services, accounts));
				expect(byKey(findings(shuffled(services), shuffled(accounts)))).toEqual(found);
			}),
		);
	});

	test('an account that the list tells of twice is found once', () => {
		fc.assert(
			fc.property(some, (injected) => {
				const { services, accounts } = sidesOf(2, injected);
				const keys = (found: readonly NewFinding[]) => [...new Set(found.map(({ key }) => key))].sort();
				expect(keys(findings(services, [...accounts, ...accounts]))).toEqual(keys(findings(services, accounts)));
			}),
		);
	});

	const words = fc.oneof(fc.constantFrom('overdue', 'Overdue', '', 'abuse', 'manual', 'by Ada'), fc.string());
	const service = fc.record({
		status: fc.constantFrom('active', 'suspended', 'terminated', 'cancelled', 'provisioning_failed' as const),
		suspendedBy: fc.constantFrom('system', 'ada'),
		suspensionReason: fc.constantFrom('overdue', 'abuse', 'security', 'resource', 'manual' as const),
		standing: fc.constantFrom('paid', 'owing', 'unbilled' as const),
		atWork: fc.boolean(),
		serverId: fc.constantFrom(serverId, otherServerId, null),
	});
	const account = fc.record({ suspended: fc.boolean(), suspensionReason: words });

	test('nothing that a person did is undone, and what is paid for is never suspended', () => {
		fc.assert(
			fc.property(service, account, ({ suspendedBy: by, suspensionReason, ...state }, { suspended, ...told }) => {
				const suspension = state.status === 'suspended' ? { suspendedBy: by, suspensionReason } : {};
				const billed = serviceNamed('any', { ...state, ...suspension });
				const reason = suspended ? told.suspensionReason : '';
				const found = findings([billed], [accountOf(billed, { suspended, suspensionReason: reason })]);
				for (const { fix } of found) {
					if (fix === 'unsuspend') {
						expect(billed.standing).toBe('paid');
						if (suspended && reason.trim() !== '') expect(reason.trim().toLowerCase()).toBe('overdue');
						// On a panel that gives no reason, only what billing knows to be the system's own suspension.
						if (reason.trim() === '') expect(billed).toMatchObject(suspendedBy('system'));
						if (billed.status === 'suspended') expect(billed.suspendedBy).toBe('system');
					}
					if (fix === 'suspend' && billed.status !== 'terminated') {
						expect(billed).toMatchObject({ status: 'suspended', suspendedBy: 'system' });
						if (billed.suspensionReason === 'overdue') expect(billed.standing).toBe('owing');
					}
				}
				if (billed.atWork) expect(found).toEqual([]);
			}),
			{ numRuns: 1_000 },
		);
	});

	test('the same disagreement has the same key the next night', () => {
		fc.assert(
			fc.property(some, (injected) => {
				const { services, accounts } = sidesOf(1, injected);
				const keys = () => byKey(findings(services, accounts)).map(({ key }) => key);
				expect(keys()).toEqual(keys());
			}),
		);
	});
});

describe('what is another disagreement than before has another key', () => {
	const service = serviceNamed('one', { serviceId: '33333333-3333-4333-8333-333333333333' });
	const keyOf = (more: Partial<BilledServiceRow>, account: Partial<SeenAccount> | null, sides: Partial<Sides> = {}) => {
		const billed = { ...service, ...more };
		const [found] = findings([billed], account ? [accountOf(billed, account)] : [], sides);
		if (!found) throw new Error('nothing was found');
		return found.key;
	};
	const left = { status: 'terminated' } as const;
	const live = { suspended: false, suspensionReason: '' };
	const owing = { standing: 'owing' } as const;

	test.each<[string, () => [string, string]]>([
		[
			'left behind and suspended, then live',
			() => [keyOf(left, suspendedOnPanel('overdue')), keyOf(left, { suspended: false })],
		],
		[
			'suspended for money, then for abuse',
			() => [
				keyOf({ ...suspendedBy('system'), ...owing }, live),
				keyOf({ ...suspendedBy('system', 'resource'), ...owing }, live),
			],
		],
		[
			'on a package that is not the plan’s, then not another plan’s',
			() => [
				keyOf({}, { packageName: 'gold' }),
				keyOf({ packageName: 'business', planCode: 'business' }, { packageName: 'gold' }),
			],
		],
		[
			'of other limits, then of a plan with other limits',
			() => {
				const limits = { ...starterLimits, mailboxes: 3 };
				const more = { limits: { ...starterLimits, mailboxes: 20 } };
				return [keyOf({}, { limits }), keyOf(more, { limits }, { packages: undefined })];
			},
		],
		[
			'a package that is a little unlike its plan, then more',
			() => {
				const of = (mailboxes: number) =>
					keyOf({}, {}, { packages: new Map([['starter', { ...starterLimits, mailboxes }]]) });
				return [of(9), of(1)];
			},
		],
		['missing under another name, then altogether', () => [keyOf({}, { username: 'renamed' }), keyOf({}, null)]],
		[
			'on a server that is not the service’s, then not another one’s',
			() => [keyOf({ serverId: otherServerId }, {}), keyOf({ serverId: '44444444-4444-4444-8444-444444444444' }, {})],
		],
	])('%s', (_, keys) => {
		const [before, after] = keys();
		expect(after).not.toBe(before);
		expect(keys()).toEqual([before, after]);
	});
});

describe('what is in the midst of work', () => {
	test.each(['pending_setup', 'provisioning'] as const)('%s is no finding', (status) => {
		const service = serviceNamed('busy', { status });
		expect(findings([service], [accountOf(service, { packageName: 'business' })])).toEqual([]);
		expect(findings([service], [])).toEqual([]);
	});

	test('a service that waits for its payment has no account; one that is there is nobody’s', () => {
		const service = serviceNamed('waiting', { status: 'pending_payment', serverId: null, username: null });
		expect(findings([service], [])).toEqual([]);
		expect(outline(findings([service], [accountOf(service)]))).toMatchObject([{ kind: 'orphan_account', fix: null }]);
	});

	test('an open task holds everything back', () => {
		for (const status of ['active', 'suspended', 'terminated'] as const) {
			const more = status === 'suspended' ? suspendedBy('system') : { status };
			const service = serviceNamed('task', { ...more, atWork: true });
			expect(findings([service], [accountOf(service, { suspended: status === 'active' })])).toEqual([]);
			expect(findings([service], [])).toEqual([]);
		}
	});
});

describe('missing accounts', () => {
	const many = (count: number) => Array.from({ length: count }, (_, index) => serviceNamed(`s${index}`));

	test('of a list that broke off, nothing is said to be missing', () => {
		const services = many(50);
		expect(
			findings(
				services,
				services.slice(0, 10).map((one) => accountOf(one)),
				{ complete: false },
			),
		).toEqual([]);
	});

	test('too many of them are one finding, for a person', () => {
		const services = many(300);
		const all = services.map((one) => accountOf(one));
		expect(findings(services, all.slice(30)).map(({ kind }) => kind)).toEqual(Array(30).fill('active_but_missing'));
		expect(findings(services, all.slice(31))).toMatchObject([
			{ kind: 'many_missing', fix: null, billing: { services: 300 }, panel: { missing: 31 }, serviceId: null },
		]);
	});

	test('on a small server, so many are told one by one', () => {
		expect(findings(many(20), [])).toHaveLength(20);
		expect(findings(many(21), [])).toMatchObject([{ kind: 'many_missing' }]);
	});
});

describe('limits', () => {
	const service = serviceNamed('limits');

	test('those that the panel does not tell, or the plan does not promise, are not compared', () => {
		expect(findings([service], [accountOf(service, { limits: { diskMegabytes: 5_000 } })])).toEqual([]);
		const open = serviceNamed('open', { limits: null });
		expect(findings([open], [accountOf(open, { limits: { mailboxes: 3 } })])).toEqual([]);
	});

	test('a package that is unlike its plan is told once, and not of each account', () => {
		const services = Array.from({ length: 5 }, (_, index) => serviceNamed(`p${index}`));
		const smaller = { ...starterLimits, diskMegabytes: 1_000 };
		const accounts = services.map((one) => accountOf(one, { limits: smaller }));
		const found = findings(services, accounts, { packages: new Map([['starter', smaller]]) });
		expect(found).toMatchObject([
			{
				kind: 'package_differs',
				fix: null,
				billing: { limits: { diskMegabytes: 5_000 } },
				panel: { limits: { diskMegabytes: 1_000 } },
			},
		]);
	});

	test('where packages cannot be read, a wrong limit is for a person, and a wrong package can be changed', () => {
		const wrong = accountOf(service, { limits: { ...starterLimits, databases: 9 } });
		expect(findings([service], [wrong], { packages: undefined })).toMatchObject([
			{ kind: 'wrong_limits', fix: null, panel: { limits: { databases: 9 } } },
		]);
		const other = accountOf(service, { packageName: 'business' });
		expect(findings([service], [other], { packages: undefined })).toMatchObject([
			{ kind: 'wrong_package', fix: 'change_package' },
		]);
	});

	test('a state and a package that are both wrong are two findings', () => {
		const both = accountOf(service, { packageName: 'business', suspended: true, suspensionReason: 'overdue' });
		expect(findings([service], [both]).map(({ kind }) => kind)).toEqual(['paid_but_suspended', 'wrong_package']);
	});
});
