export {
	findPlan,
	findPlanByCode,
	insertPlan,
	listPlans,
	type NewPlan,
	type Plan,
	planDnsRecord,
	type PlanLimits,
} from './plans';
export { getPlan } from './savePlan';
export { createPlan, updatePlan } from './savePlan';
