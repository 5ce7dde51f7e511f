export { listApiKeys, type ApiKey, type ApiKeyFilter } from './apiKeys';
export { checkApiKey, type KeyRefusal } from './checkApiKey';
export { countRefusal, listRefusals, type RefusalCount } from './refusals';
export {
	adoptApiKey,
	createApiKey,
	keyName,
	mostPerMinute,
	revokeApiKey,
	scope,
	usualPerMinute,
	type KeyOrder,
} from './saveApiKey';
export { newSecret, withoutApiKeys } from './secret';
