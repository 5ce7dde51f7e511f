import { InputError, ExternalError } from '../kernel/errors';
import type { Plan } from '../catalog';
import type { ControlPanel, HostingPackage } from '../panels';
import { differingLimits } from '../kernel/hostingLimits';

/** The part of a plan that describes its package. */
export type SoldPlan = Pick<Plan, 'planCode' | 'packageName' | 'limits' | 'available'>;

/** How the packages of a server differ from what the plans say. All lists by name. */
export interface PackageDifference {
	/** Packages that a plan sells and the server lacks. */
	readonly missing: readonly HostingPackage[];
	/** Packages that the server has with other limits. */
	readonly different: ReadonlyArray<{ readonly wanted: HostingPackage; readonly held: HostingPackage }>;
	readonly same: readonly string[];
	/** Packages on the server that no plan names. The pack leaves them alone. */
	readonly unlisted: readonly string[];
	/** Packages that the server lacks and whose plans have no limits. The pack does not know how to make them. */
	readonly undescribed: readonly string[];
}

/**
 * Compares what plans sell with what a server has. Only plans that are available and have limits count.
 *
 * @throws InputError when two plans sell one package with different limits.
 */
export function comparePackages(plans: readonly SoldPlan[], held: readonly HostingPackage[]): PackageDifference {
	const needed = neededBy(plans);
	const there = new Map(held.map((one) => [one.name, one]));
	const known = needed.flatMap((one) => {
		const found = there.get(one.name);
		return found ? [{ wanted: one, held: found }] : [];
	});
	const isAlike = ({ wanted: one, held: other }: (typeof known)[number]) => differingLimits(one, other).length === 0;
	const [alike, unlike] = [known.filter(isAlike), known.filter((pair) => !isAlike(pair))];
	const described = new Set(needed.map(({ name }) => name));
	const named = new Set(plans.map(({ packageName }) => packageName));
	const sold = new Set(plans.filter(({ available }) => available).map(({ packageName }) => packageName));
	return {
		missing: needed.filter(({ name }) => !there.has(name)),
		different: unlike,
		same: alike.map(({ wanted: { name } }) => name),
		unlisted: inOrder([...there.keys()].filter((name) => !named.has(name))),
		undescribed: inOrder([...sold].filter((name) => !described.has(name) && !there.has(name))),
	};
}

/**
 * Makes the missing packages and changes the different ones. It tries every package, also after one has failed.
 *
 * @returns the names of the saved packages.
 * @throws ExternalError that names the packages that were not saved, in the panel's words.
 */
export async function applyPackages(
	panel: Pick<ControlPanel, 'savePackage'>,
	{ missing, different }: PackageDifference,
): Promise<string[]> {
	const saved: string[] = [];
	const refused: Array<{ readonly name: string; readonly error: ExternalError }> = [];
	for (const hostingPackage of [...missing, ...different.map((pair) => pair.wanted)]) {
		try {
			await panel.savePackage(hostingPackage);
			saved.push(hostingPackage.name);
		} catch (error) {
			refused.push({ name: hostingPackage.name, error: asOutside(error) });
		}
	}
	const [first] = refused;
	if (!first) return saved;
	const told = refused.map(({ name, error }) => `'${name}' was not saved: ${error.vendorMessage}`).join('; ');
	const rest = saved.length === 0 ? '' : `; saved: ${saved.join(', ')}`;
	throw new ExternalError(first.error.errorClass, `${told}${rest}`, first.error.remedy);
}

/** If the panel does not accept a value, that too concerns only one package. */
function asOutside(error: unknown): ExternalError {
	if (error instanceof ExternalError) return error;
	if (error instanceof InputError) return new ExternalError('invalid', error.message, error.remedy);
	throw error;
}

function neededBy(plans: readonly SoldPlan[]): HostingPackage[] {
	const needed = new Map<string, { readonly planCode: string; readonly described: HostingPackage }>();
	for (const { planCode, packageName: name, limits, available } of plans) {
		if (!available || limits === null) continue;
		const described = { name, ...limits };
		const other = needed.get(name);
		if (other && differingLimits(described, other.described).length > 0) {
			throw new InputError(
				'limits',
				`of the package '${name}' are not the same in the plans ${other.planCode} and ${planCode}`,
				'Give each plan a package of its own, or both the same limits.',
			);
		}
		needed.set(name, other ?? { planCode, described });
	}
	return [...needed.values()]
		.map(({ described }) => described)
		.sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * What the plans of a server's group promise of a package; null when none says it. A plan that is not sold any more still says
 * what its orders get.
 *
 * @throws InputError when two plans say different things.
 */
export function limitsOfPackage(plans: readonly SoldPlan[], packageName: string): Plan['limits'] {
	const own = plans.filter((plan) => plan.packageName === packageName).map((plan) => ({ ...plan, available: true }));
	const [needed] = neededBy(own);
	if (!needed) return null;
	const { name: _name, ...limits } = needed;
	return limits;
}

const inOrder = (names: string[]) => names.sort((one, other) => one.localeCompare(other));
