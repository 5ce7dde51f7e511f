import type { DriftFix, DriftKind, Standing } from '../../../drift/findings';
import type { ServiceStatus, SuspensionReason } from '../../../services';
import type { LimitName } from '../../../kernel/hostingLimits';

/** How a disagreement of billing and a panel is told in one language. */
export interface DriftWords {
	readonly kinds: Readonly<Record<DriftKind, string>>;
	/** What is done when it is approved. */
	fixes(packageName: string): Readonly<Record<DriftFix, string>>;
	/** What a person can do where there is no safe fix. */
	forPerson(told: PersonsTask): Readonly<Record<DriftKind, string>>;
	readonly statuses: Readonly<Record<ServiceStatus, string>>;
	readonly reasons: Readonly<Record<SuspensionReason, string>>;
	readonly standings: Readonly<Record<Standing, string>>;
	readonly limits: Readonly<Record<LimitName, (value: string) => string>>;
	readonly unlimited: string;
	suspendedBy(who: string, reason: string): string;
	onServer(serverCode: string): string;
	onPackage(packageName: string): string;
	ofPlan(planCode: string): string;
	services(count: number): string;
	readonly unknownToBilling: string;
	readonly live: string;
	suspended(reason: string): string;
	readonly noAccount: string;
	noAccounts(count: number): string;
	instead(other: string): string;

	readonly report: {
		subject(findings: number, unread: number): string;
		readonly agree: string;
		summary(told: { findings: number; fresh: number; servers: number }): string;
		fixable(count: number): string;
		forPerson(count: number): string;
		allAgree(told: { accounts: number; servers: number }): string;
		readonly dryRun: string;
		review(count: number): string;
		linkUntil(moment: string): string;
		ignored(count: number): string;
		more(count: number): string;
		readonly columns: {
			readonly kind: string;
			readonly count: string;
			readonly server: string;
			readonly accounts: string;
			readonly services: string;
			readonly findings: string;
		};
		readonly servers: string;
		readonly billing: string;
		readonly panel: string;
		readonly fix: string;
		readonly person: string;
		readonly lastTry: string;
		since(day: string): string;
		readonly fresh: string;
		server(serverCode: string): string;
		customer(customerCode: string): string;
		account(username: string): string;
	};
	readonly page: {
		readonly title: string;
		readonly intro: string;
		readonly nothing: string;
		readonly name: string;
		readonly approve: string;
		readonly more: string;
		approved(count: number): string;
		readonly underWay: string;
		readonly noneLeft: string;
		readonly refused: string;
		readonly nameMissing: string;
		readonly noneChosen: string;
	};
}

interface PersonsTask {
	readonly packageName: string;
	/** What the panel, or whoever could not reach it, said to do. */
	readonly remedy: string;
	/** The server on which billing has it. */
	readonly serverCode: string;
}
