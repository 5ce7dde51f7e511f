import { z } from 'zod';
import { campaignCode } from '../policies';
import { currencyCode } from '../customers';
import { textLimits } from '../kernel/textLimits';

export const stageActions = [
	'remind',
	'retry_charge',
	'late_fee',
	'warn_suspension',
	'suspend',
	'warn_termination',
	'terminate',
	'escalate',
] as const;
export type StageAction = (typeof stageActions)[number];

/** The letters that a stage may send. */
export const noticeTemplates = ['paymentReminder', 'suspensionWarning', 'terminationWarning'] as const;
export type NoticeTemplate = (typeof noticeTemplates)[number];

const minor = z.number().int().min(0);

/** What a late fee is: a part of what is open, or so much for each currency. */
const lateFee = z
	.object({
		/** In per cent of what is open. */
		percent: z.number().gt(0).max(100).optional(),
		/** In minor units, by currency. A currency that is left out is charged no fixed fee. */
		fixed: z.record(currencyCode, minor).optional(),
		/** The least that a percentage comes to, in minor units, by currency. */
		minimum: z.record(currencyCode, minor).optional(),
	})
	.refine(({ percent, fixed }) => (percent === undefined) !== (fixed === undefined), 'must be percent or fixed');
export type LateFee = Readonly<z.infer<typeof lateFee>>;

export const stageCode = z
	.string()
	.trim()
	.regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be up to 40 lower-case letters, digits, hyphens and underscores');

export const dunningStage = z.object({
	code: stageCode,
	/** From the due day; below zero before it. */
	offsetDays: z.number().int().min(-90).max(730),
	action: z.enum(stageActions),
	/** Null: the letter that goes with the action. */
	template: z.enum(noticeTemplates).nullable().default(null),
	/** By which way the customer is told; `none` for what tells nobody. */
	channel: z.enum(['mail', 'none']).default('mail'),
	fee: lateFee.nullable().default(null),
	/** For a warning: the code of the stage that it warns of. */
	noticeFor: stageCode.nullable().default(null),
});
export type Stage = Readonly<z.infer<typeof dunningStage>>;

export const dunningCampaign = z
	.object({
		code: campaignCode,
		name: z.string().trim().min(1).max(textLimits.name),
		/** What a customer may owe without being dunned, in minor units, by currency: less than this drives nothing. */
		thresholds: z.record(currencyCode, minor).default({}),
		stages: z.array(dunningStage).min(1).max(50),
	})
	.superRefine(({ stages }, context) => {
		for (const complaint of complaintsOf(stages))
			context.addIssue({ code: 'custom', path: ['stages'], message: complaint });
	});
export type Campaign = Readonly<z.infer<typeof dunningCampaign>>;

/** What warns of what. */
const warningOf = { suspend: 'warn_suspension', terminate: 'warn_termination' } as const;
export type Enforcement = keyof typeof warningOf;

export const isEnforcement = (action: StageAction): action is Enforcement => Object.hasOwn(warningOf, action);

/**
 * The stage that warns of a suspension or a termination: the one that names it, else the last one before it. Undefined when
 * there is none: then nobody is suspended by it.
 */
export function warningFor(stages: readonly Stage[], enforcement: Stage): Stage | undefined {
	if (!isEnforcement(enforcement.action)) return undefined;
	const kind = warningOf[enforcement.action];
	const before = stages.filter(
		({ action, offsetDays, noticeFor }) =>
			action === kind && offsetDays < enforcement.offsetDays && (noticeFor === null || noticeFor === enforcement.code),
	);
	const named = before.filter(({ noticeFor }) => noticeFor !== null);
	return [...(named.length > 0 ? named : before)].sort((one, other) => one.offsetDays - other.offsetDays).at(-1);
}

function complaintsOf(stages: readonly Stage[]): string[] {
	const codes = stages.map(({ code }) => code);
	const twice = codes.find((code, index) => codes.indexOf(code) < index);
	return [
		...(twice === undefined ? [] : [`must have codes of their own: '${twice}' is there twice`]),
		...stages
			.filter((stage) => isEnforcement(stage.action) && !warningFor(stages, stage))
			.map(({ code, action }) => `must warn at least a day before '${code}': add a stage that warns of it (${action})`),
		...stages
			.filter(({ action, channel }) => action.startsWith('warn_') && channel === 'none')
			.map(({ code }) => `must send a warning: give '${code}' the channel mail`),
		...stages
			.filter(({ action, fee }) => (action === 'late_fee') !== (fee !== null))
			.map(({ code }) => `must say a fee for a late fee, and for nothing else: '${code}'`),
		...stages
			.filter(({ noticeFor }) => noticeFor !== null && !codes.includes(noticeFor))
			.map(({ code, noticeFor }) => `must warn of a stage that is there: '${code}' names '${noticeFor ?? ''}'`),
	];
}
