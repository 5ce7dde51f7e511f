export { startStandin, type LoggedRequest, type Standin, type StandinOptions } from './standin';
export { formOf, jsonOf, type StandinAnswer, type StandinRequest } from './request';
export type { Fault } from './faults';
export type { HeldAccount } from './heldAccount';
export { act, limited, type PlayedCounts, type PlayedResult, type PlayedStep, type PlayedTask } from './play';
export { defaultPackages, type PlayedPackage } from './packages';
