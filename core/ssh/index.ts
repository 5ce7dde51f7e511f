export type { SshAuthentication, SshLogin } from './login';
export type { CommandResult, SshCommand, SshFile, SshHost } from './host';
export { openSsh } from './openSsh';
export type { HostReport } from './examineHost';
