export { isOpenAt, isOpenOn, nextOpening, type Place } from './businessHours';
export { isPublicHoliday } from './holidays';
export {
	defaultSettings,
	policyIn,
	policyOfCustomer,
	readPolicies,
	type PolicyBook,
	type PolicyOwner,
} from './policies';
export {
	billingPolicy,
	builtInPolicy,
	campaignCode,
	policySettings,
	wholeBusiness,
	type BillingPolicy,
	type PolicyMode,
	type PolicySettings,
} from './policy';
export { resolvePolicy } from './resolve';
export { getPolicy, savePolicy, type PolicyChange, type ShownPolicy } from './savePolicy';
export { movePolicy } from './moveToCustomer';
