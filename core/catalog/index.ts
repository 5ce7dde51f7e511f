export {
	mustHavePlaybooks,
	planPlaybooks,
	playbookChanges,
	serviceVariable,
	type PlanPlaybooks,
	type PlaybookChange,
} from './playbooks';
export {
	deliveries,
	findPlan,
	findPlanByCode,
	insertPlan,
	listPlans,
	planCode,
	planDnsRecord,
	type Delivery,
	type NewPlan,
	type Plan,
	type PlanLimits,
} from './plans';
export { createPlan, getPlan, updatePlan } from './savePlan';
