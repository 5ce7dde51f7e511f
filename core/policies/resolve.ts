import { builtInPolicy, wholeBusiness, type BillingPolicy, type PolicySettings } from './policy';

/**
 * What holds for a customer, or for a service of theirs: a customer's policy beats the plan's, and the plan's beats the
 * default one. What is about a whole run comes from the default one alone. Pure.
 */
export function resolvePolicy(
	defaults: PolicySettings,
	plan: PolicySettings = {},
	customer: PolicySettings = {},
): BillingPolicy {
	return { ...builtInPolicy, ...defaults, ...narrow(plan), ...narrow(customer) };
}

function narrow(settings: PolicySettings): PolicySettings {
	const whole: readonly string[] = wholeBusiness;
	const said = Object.entries(settings).filter(([name]) => !whole.includes(name));
	return Object.fromEntries(said);
}
