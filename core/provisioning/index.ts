export * from './effects';
export { provisioningKinds } from './kinds';
export { lifecycleKinds, startLifecycleTask, type LifecycleKind, type LifecycleOrder } from './lifecycle';
export { applyPackages, comparePackages, type SoldPlan } from './packageSync';
export { placeService, type Placement } from './placeService';
export { provisionKey, stopProvisioning } from './provision';
export { startManually, type ManualOrder } from './startManually';
export { startProvisioning, type ServiceTask } from './startProvisioning';
