import type { BillingSide, DriftFix, DriftKind, PanelSide } from '../../../drift/findings';
import type { Language } from '../../language';
import { dutch } from './dutch';
import { english } from './english';
import { french } from './french';
import type { DriftWords } from './words';
import { limitNames, type ToldLimits } from '../../../kernel/hostingLimits';

export const driftWords: Readonly<Record<Language, DriftWords>> = { en: english, fr: french, nl: dutch };

/** A finding, as far as it can be told in words. */
export interface ToldFinding {
	readonly kind: DriftKind;
	readonly billing: BillingSide;
	readonly panel: PanelSide;
	readonly fix: DriftFix | null;
}

export interface DescribedDrift {
	/** What kind of disagreement it is. */
	readonly title: string;
	readonly billingSays: string;
	readonly panelSays: string;
	/** What the safe fix does, or what a person can do. */
	readonly whatToDo: string;
}

/** A finding in words. */
export function describeDrift(language: Language, { kind, billing, panel, fix }: ToldFinding): DescribedDrift {
	const words = driftWords[language];
	const packageName = billing.packageName ?? '';
	const told = { packageName, remedy: panel.remedy ?? '', serverCode: billing.serverCode ?? '' };
	return {
		title: words.kinds[kind],
		billingSays: sentence(billingParts(words, billing)) || words.unknownToBilling,
		panelSays: sentence(panelParts(words, panel)),
		whatToDo: fix === null ? words.forPerson(told)[kind] : words.fixes(packageName)[fix],
	};
}

function billingParts(words: DriftWords, billing: BillingSide): Array<string | undefined> {
	const { status, suspendedBy, suspensionReason, standing, planCode, packageName, limits, serverCode, services } =
		billing;
	const suspension =
		status === 'suspended' && suspendedBy && suspensionReason
			? words.suspendedBy(suspendedBy, words.reasons[suspensionReason])
			: undefined;
	return [
		suspension ?? (status && words.statuses[status]),
		serverCode === undefined ? undefined : words.onServer(serverCode),
		standing && words.standings[standing],
		services === undefined ? undefined : words.services(services),
		planCode === undefined ? undefined : words.ofPlan(planCode),
		packageName === undefined ? undefined : words.onPackage(packageName),
		...limitsIn(words, limits),
	];
}

function panelParts(words: DriftWords, panel: PanelSide): Array<string | undefined> {
	const { present, suspended, suspensionReason, packageName, limits, instead, missing, vendorMessage } = panel;
	return [
		present === false ? words.noAccount : undefined,
		instead === undefined ? undefined : words.instead(instead),
		suspended === undefined ? undefined : suspended ? words.suspended(suspensionReason ?? '') : words.live,
		missing === undefined ? undefined : words.noAccounts(missing),
		packageName === undefined ? undefined : words.onPackage(packageName),
		...limitsIn(words, limits),
		vendorMessage,
	];
}

function limitsIn(words: DriftWords, limits: ToldLimits = {}): string[] {
	return limitNames.flatMap((name) => {
		const limit = limits[name];
		return limit === undefined ? [] : [words.limits[name](limit === null ? words.unlimited : String(limit))];
	});
}

const sentence = (parts: ReadonlyArray<string | undefined>) => parts.filter(Boolean).join(', ');
