export {
	findPlan,
	findPlanByCode,
	insertPlan,
	listPlans,
	planCode,
	planDnsRecord,
	type NewPlan,
	type Plan,
	type PlanLimits,
} from './plans';
export { createPlan, getPlan, updatePlan } from './savePlan';
