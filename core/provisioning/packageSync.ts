import { InputError, ExternalError } from '../kernel/errors';
import type { Plan } from '../catalog';
import type { ControlPanel, HostingPackage } from '../panels';
import { differingLimits } from '../kernel/hostingLimits';

/** What a plan says of its package. */
export type SoldPlan = Pick<Plan, 'planCode' | 'packageName' | 'limits' | 'available'>;

/** How the packages of a server differ from what the plans say. All lists by name. */
export interface PackageDifference {
	/** Sold, and not on the server. */
	readonly missing: readonly HostingPackage[];
	/** On the server with other limits. */
	readonly different: ReadonlyArray<{ readonly wanted: HostingPackage; readonly held: HostingPackage }>;
	readonly same: readonly string[];
	/** On the server, and of no plan. They are left alone. */
	readonly unlisted: readonly string[];
	/** Sold, not on the server, and of plans that keep no limits: nothing says what to make. */
	readonly undescribed: readonly string[];
}

/**
 * Compares what plans sell with what a server has. Only plans that are sold and keep limits ask for anything.
 *
 * @throws InputError where two plans sell one package with different limits.
 */
export function comparePackages(plans: readonly SoldPlan[], held: readonly HostingPackage[]): PackageDifference {
	const wanted = wantedBy(plans);
	const there = new Map(held.map((one) => [one.name, one]));
	const known = wanted.flatMap((one) => {
		const found = there.get(one.name);
		return found ? [{ wanted: one, held: found }] : [];
	});
	const isAlike = ({ wanted: one, held: other }: (typeof known)[number]) => differingLimits(one, other).length === 0;
	const [alike, unlike] = [known.filter(isAlike), known.filter((pair) => !isAlike(pair))];
	const described = new Set(wanted.map(({ name }) => name));
	const named = new Set(plans.map(({ packageName }) => packageName));
	const sold = new Set(plans.filter(({ available }) => available).map(({ packageName }) => packageName));
	return {
		missing: wanted.filter(({ name }) => !there.has(name)),
		different: unlike,
		same: alike.map(({ wanted: { name } }) => name),
		unlisted: inOrder([...there.keys()].filter((name) => !named.has(name))),
		undescribed: inOrder([...sold].filter((name) => !described.has(name) && !there.has(name))),
	};
}

/**
 * Makes what is missing and changes what differs. Every package is tried, so that one which cannot be made does not keep
 * the others from it.
 *
 * @returns the names of those that were saved.
 * @throws ExternalError that names those which were not, in the panel's words.
 */
export async function applyPackages(
	panel: Pick<ControlPanel, 'savePackage'>,
	{ missing, different }: PackageDifference,
): Promise<string[]> {
	const saved: string[] = [];
	const refused: Array<{ readonly name: string; readonly error: ExternalError }> = [];
	for (const wanted of [...missing, ...different.map((pair) => pair.wanted)]) {
		try {
			await panel.savePackage(wanted);
			saved.push(wanted.name);
		} catch (error) {
			refused.push({ name: wanted.name, error: asOutside(error) });
		}
	}
	const [first] = refused;
	if (!first) return saved;
	const told = refused.map(({ name, error }) => `'${name}' was not saved: ${error.vendorMessage}`).join('; ');
	const rest = saved.length === 0 ? '' : `; saved: ${saved.join(', ')}`;
	throw new ExternalError(first.error.errorClass, `${told}${rest}`, first.error.remedy);
}

/** A value that this panel does not take is one package's matter too. */
function asOutside(error: unknown): ExternalError {
	if (error instanceof ExternalError) return error;
	if (error instanceof InputError) return new ExternalError('invalid', error.message, error.remedy);
	throw error;
}

function wantedBy(plans: readonly SoldPlan[]): HostingPackage[] {
	const wanted = new Map<string, { readonly planCode: string; readonly asked: HostingPackage }>();
	for (const { planCode, packageName: name, limits, available } of plans) {
		if (!available || limits === null) continue;
		const asked = { name, ...limits };
		const other = wanted.get(name);
		if (other && differingLimits(asked, other.asked).length > 0) {
			throw new InputError(
				'limits',
				`of the package '${name}' are not the same in the plans ${other.planCode} and ${planCode}`,
				'Give each plan a package of its own, or both the same limits.',
			);
		}
		wanted.set(name, other ?? { planCode, asked });
	}
	return [...wanted.values()].map(({ asked }) => asked).sort((one, other) => one.name.localeCompare(other.name));
}

const inOrder = (names: string[]) => names.sort((one, other) => one.localeCompare(other));
