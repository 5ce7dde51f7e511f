export {
	assumptions,
	simulatedEvents,
	type Assumption,
	type SimulatedDay,
	type SimulatedEntry,
	type SimulatedEvent,
	type SimulatedInvoice,
} from './entries';
export { makeSimulationLink, type SimulationLink } from './link';
export { simulateCustomer, type LookAhead, type SimulatedCustomer } from './simulateCustomer';
export { showSimulation, type ChosenOnPage } from './page';
export { simulate, type Simulation, type SimulationOrder } from './simulate';
