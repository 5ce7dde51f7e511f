import { displayDomain } from '../../../kernel/domainName';
import { limitNames, type ToldLimits } from '../../../kernel/hostingLimits';
import type { Language } from '../../../kernel/languages';
import { writerOf, type Writer } from '../../writer';
import type { ReportedFinding } from './data';

export interface DescribedDrift {
	/** What kind of disagreement it is. */
	readonly title: string;
	readonly billingSays: string;
	readonly panelSays: string;
	/** What the safe fix does, or what a person can do. */
	readonly whatToDo: string;
}

type Parts = ReadonlyArray<string | undefined>;

type Describable = Pick<ReportedFinding, 'kind' | 'billing' | 'panel' | 'fix'>;

/** A finding in words. */
export function describeDrift(language: Language, finding: Describable): DescribedDrift {
	return describeFinding(writerOf(language), finding);
}

export function describeFinding(writer: Writer, { kind, billing, panel, fix }: Describable): DescribedDrift {
	const { drift: w } = writer.words;
	const values = {
		packageName: billing.packageName ?? '',
		remedy: panel.remedy ?? '',
		serverCode: billing.serverCode ?? '',
	};
	return {
		title: w.kinds[kind],
		billingSays: sentence(billingParts(writer, billing)) || w.unknownToBilling,
		panelSays: sentence(panelParts(writer, panel)),
		whatToDo: writer.say(fix === null ? w.forPerson[kind] : w.fixes[fix], values),
	};
}

function billingParts(writer: Writer, billing: ReportedFinding['billing']): Parts {
	const { status, suspendedBy: who, suspensionReason, standing, planCode, packageName, serverCode, services } = billing;
	const { say } = writer;
	const { drift: w } = writer.words;
	const suspension =
		status === 'suspended' && who && suspensionReason
			? say(w.suspendedBy, { who, reason: w.reasons[suspensionReason] })
			: undefined;
	return [
		suspension ?? (status && w.statuses[status]),
		serverCode === undefined ? undefined : say(w.onServer, { serverCode }),
		standing && w.standings[standing],
		services === undefined ? undefined : say(w.services, { count: services }),
		planCode === undefined ? undefined : say(w.ofPlan, { planCode }),
		packageName === undefined ? undefined : say(w.onPackage, { packageName }),
		...limitsIn(writer, billing.limits),
	];
}

function panelParts(writer: Writer, panel: ReportedFinding['panel']): Parts {
	const { present, suspended, suspensionReason: reason, packageName, instead, missing, vendorMessage } = panel;
	const { say } = writer;
	const { drift: w } = writer.words;
	const suspension = reason ? say(w.suspended, { reason }) : w.suspendedUnexplained;
	return [
		present === false ? w.noAccount : undefined,
		instead === undefined ? undefined : say(w.instead, { other: displayDomain(instead) }),
		suspended === undefined ? undefined : suspended ? suspension : w.live,
		missing === undefined ? undefined : say(w.noAccounts, { count: missing }),
		packageName === undefined ? undefined : say(w.onPackage, { packageName }),
		...limitsIn(writer, panel.limits),
		vendorMessage,
	];
}

function limitsIn({ say, words: { drift: w } }: Writer, limits: ToldLimits = {}): string[] {
	return limitNames.flatMap((name) => {
		const limit = limits[name];
		return limit === undefined ? [] : [say(w.limits[name], { value: limit === null ? w.unlimited : String(limit) })];
	});
}

const sentence = (parts: Parts) => parts.filter(Boolean).join(', ');
