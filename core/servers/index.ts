export {
	behindAnsible,
	changeServerLogIn,
	countsTowardCapacity,
	findServer,
	findServerLogIn,
	insertServer,
	listServers,
	type Server,
} from './servers';
export { serverSlots, type ServerSlots } from './serverSlots';
export { openServerPanel, type ServerPanel } from './serverPanel';
export { addHost, addServer, changeLogIn, getServer, updateServer, type PlainLogIn } from './saveServer';
