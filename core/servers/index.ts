export {
	changeServerLogIn,
	findServer,
	findServerLogIn,
	holdsPlace,
	insertServer,
	listServers,
	type Server,
} from './servers';
export { openServerPanel, type ServerPanel } from './serverPanel';
export { type PlainLogIn, changeLogIn, addServer, getServer, updateServer } from './saveServer';
