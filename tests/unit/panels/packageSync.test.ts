import fc from 'fast-check';
import { InputError, ExternalError } from '../../../core/kernel/errors';
import { applyPackages, comparePackages, type SoldPlan } from '../../../core/provisioning';
import { type HostingPackage } from '../../../core/panels';

const limits = { diskMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 };
const more = { ...limits, mailboxes: null };
const plan = (planCode: string, packageName: string, given: Partial<SoldPlan> = {}): SoldPlan => ({
	planCode,
	packageName,
	limits,
	available: true,
	...given,
});

describe('what plans sell and a server has are compared', () => {
	test('each package is in the list that it belongs to', () => {
		const plans = [
			plan('a', 'missing'),
			plan('b', 'different', { limits: more }),
			plan('c', 'same'),
			plan('c-monthly', 'same'),
			plan('d', 'nothing said', { limits: null }),
			plan('e', 'nothing said but there', { limits: null }),
			plan('f', 'not sold', { available: false }),
			plan('g', 'not sold but there', { available: false, limits: more }),
		];
		const there = ['different', 'same', 'nothing said but there', 'not sold but there', 'theirs'];
		expect(
			comparePackages(
				plans,
				there.map((name) => ({ name, ...limits })),
			),
		).toEqual({
			missing: [{ name: 'missing', ...limits }],
			different: [{ wanted: { name: 'different', ...more }, held: { name: 'different', ...limits } }],
			same: ['same'],
			unlisted: ['theirs'],
			undescribed: ['nothing said'],
		});
	});

	test('one package cannot have two sets of limits', () => {
		const plans = [plan('small', 'one'), plan('large', 'one', { limits: more })];
		expect(() => comparePackages(plans, [])).toThrow(InputError);
		expect(() => comparePackages(plans, [])).toThrow("'one' are not the same in the plans small and large");
		const retired = [plan('small', 'one'), plan('large', 'one', { limits: more, available: false })];
		expect(comparePackages(retired, []).missing).toHaveLength(1);
	});
});

/** A server's packages, with those that it refuses to save. */
function server(held: readonly HostingPackage[], refuses: readonly string[] = []) {
	const packages = new Map(held.map((one) => [one.name, one]));
	return {
		packages,
		savePackage: async (wanted: HostingPackage) => {
			if (refuses.includes(wanted.name)) throw new ExternalError('permission', 'No', 'Ask somebody else.');
			packages.set(wanted.name, wanted);
		},
	};
}

test('once applied nothing is missing or different, and what is of no plan is as it was', async () => {
	const name = fc.constantFrom('a', 'b', 'c', 'd');
	const number = fc.option(fc.integer({ min: 1, max: 3 }));
	const anyLimits = fc.record({
		diskMegabytes: number,
		bandwidthMegabytes: number,
		mailboxes: number,
		databases: number,
	});
	const plans = fc.uniqueArray(fc.record({ name, limits: fc.option(anyLimits), available: fc.boolean() }), {
		selector: (one) => one.name,
	});
	const packages = fc.uniqueArray(fc.tuple(name, anyLimits), { selector: ([one]) => one });
	await fc.assert(
		fc.asyncProperty(plans, packages, async (sold, there) => {
			const asPlans = sold.map((one) => plan(one.name, one.name, { limits: one.limits, available: one.available }));
			const held = there.map(([one, its]) => ({ name: one, ...its }));
			const panel = server(held);
			const before = comparePackages(asPlans, held);
			await applyPackages(panel, before);
			const after = comparePackages(asPlans, [...panel.packages.values()]);
			expect(after).toMatchObject({ missing: [], different: [], unlisted: before.unlisted });
			const untouched = held.filter((one) => asPlans.every((p) => p.packageName !== one.name || !p.available));
			for (const one of untouched) expect(panel.packages.get(one.name)).toBe(one);
		}),
	);
});

test('one that cannot be saved does not keep the others from it, and is told', async () => {
	const panel = server([], ['b']);
	const plans = [plan('a', 'a'), plan('b', 'b'), plan('c', 'c')];
	const failed = await applyPackages(panel, comparePackages(plans, [])).catch((error: unknown) => error);
	expect(failed).toMatchObject({
		errorClass: 'permission',
		vendorMessage: "'b' was not saved: No; saved: a, c",
		remedy: 'Ask somebody else.',
	});
	expect([...panel.packages.keys()]).toEqual(['a', 'c']);
});
