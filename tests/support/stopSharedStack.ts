export { stopSharedStack as default } from './startSharedStack';
