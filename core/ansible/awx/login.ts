import type { ApiTrust } from '../api/login';

/** Where AWX is, and who asks. */
export interface AwxLogin extends ApiTrust {
	/** `/api/v2`, or `/api/controller/v2` behind the gateway of Red Hat's platform. */
	readonly apiPrefix: string;
	readonly authentication:
		| { readonly kind: 'token'; readonly token: string }
		| { readonly kind: 'password'; readonly username: string; readonly password: string };
}
