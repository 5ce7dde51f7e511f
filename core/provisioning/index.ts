export { lifecycleKinds, startLifecycleTask, type LifecycleKind, type LifecycleOrder } from './lifecycle';
export { choosePlace, type Place, type PlacementPolicy } from './placement';
export { placeService, type Placed } from './placeService';
export { startManually, type ManualOrder } from './startManually';
export { retryTask, startTask, type StartedTask } from './startTask';
export { missingChange } from './lifecycle';
export * from './effects';
export { applyPackages, comparePackages, type SoldPlan } from './packageSync';
