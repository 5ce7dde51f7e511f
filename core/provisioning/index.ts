export { carryOut, type CarriedOut, type CarryOutOrder, type ServiceDoors } from './carryOut';
export { checkFirst, type CheckedFirst } from './checkFirst';
export * from './effects';
export { provisioningKinds } from './kinds';
export {
	lifecycleInput,
	lifecycleKinds,
	startLifecycleTask,
	type LifecycleKind,
	type LifecycleOrder,
} from './lifecycle';
export { applyPackages, comparePackages, limitsOfPackage, type SoldPlan } from './packageSync';
export { placeService, type Placement } from './placeService';
export { provisionKey, stopProvisioning } from './provision';
export { startManually, type ManualOrder } from './startManually';
export type { PlaybookHost } from './playbooks';
export { startProvisioning, type ServiceTask } from './startProvisioning';
export { takeBack } from './takeBack';
