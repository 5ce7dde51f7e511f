export { requireFreeDomain } from './freeDomain';
export {
	adoptOrderReference,
	changeWaitingOrder,
	findWaitingService,
	findOtherOnDomain,
	findService,
	findServiceOfOrder,
	formerService,
	getService,
	insertService,
	listServices,
	lockExistingService,
	lockService,
	serviceStatuses,
	setActivated,
	setPlan,
	setServer,
	setUsername,
	suspensionReasons,
	type ChangedOrder,
	type FormerService,
	type Service,
	type ServiceStatus,
	type SuspensionReason,
} from './services';
export { markActive, markSuspended, markTerminated, system, type SuspensionChange } from './suspension';
export { changeStatus, mayChange, transitions, type TransitionName } from './transitions';
export { moveServices } from './moveToCustomer';
