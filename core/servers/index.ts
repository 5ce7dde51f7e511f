export {
	changeServerLogIn,
	countsTowardCapacity,
	findServer,
	findServerLogIn,
	insertServer,
	listServers,
	type Server,
} from './servers';
export { openServerPanel, type ServerPanel } from './serverPanel';
export { addServer, changeLogIn, getServer, updateServer, type PlainLogIn } from './saveServer';
