export {
	mustHavePlaybooks,
	planPlaybooks,
	playbookChanges,
	serviceVariable,
	type PlanPlaybooks,
	type PlaybookChange,
} from './playbooks';
export {
	billingIntervals,
	deliveries,
	findPlan,
	findPlanByCode,
	insertPlan,
	listPlans,
	monthsOfInterval,
	planCode,
	planDnsRecord,
	renewers,
	type BillingInterval,
	type Delivery,
	type NewPlan,
	type Plan,
	type PlanLimits,
} from './plans';
export { createPlan, getPlan, updatePlan } from './savePlan';
